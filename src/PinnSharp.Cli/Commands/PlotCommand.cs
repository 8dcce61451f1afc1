using System.Collections.Immutable;
using System.CommandLine;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp plot DIR.</summary>
internal static class PlotCommand
{
    private static readonly ImmutableArray<(string Word, FigureTheme Theme)> Themes = [("auto", FigureTheme.Automatic), ("light", FigureTheme.Light), ("dark", FigureTheme.Dark)];

    public static Command Create(Terminal terminal, ImmutableArray<IFigureRenderer> renderers)
    {
        var folder = new Argument<string>("DIR") { Description = "A run folder: finished, stopped or running." };
        var format = new Option<string>("--format")
        {
            Description = "svg; png, where it is built with -p:ScottPlot=true; vtk, the fields for ParaView; csv, the fields as a table.", HelpName = "FORMAT", DefaultValueFactory = _ => "svg",
        };
        format.AcceptOnlyFromAmong("svg", "png", "vtk", "csv");
        var renderer = new Option<string?>("--renderer") { Description = $"What draws: {string.Join(" or ", renderers.Select(r => r.Name))} [default: the first that knows the format].", HelpName = "NAME" };
        renderer.AcceptOnlyFromAmong([.. renderers.Select(r => r.Name)]);
        var figure = new Option<string[]>("--figure") { Description = $"A picture; may be repeated: {string.Join(", ", RunPlots.Names)} [default: all there are].", HelpName = "NAME" };
        var field = new Option<string[]>("--field") { Description = "A field or unknown function; may be repeated [default: all].", HelpName = "NAME" };
        var vector = new Option<string[]>("--vector") { Description = "Two expressions, the components of a vector field in the plane, such as --vector \"-k*u_x\" \"-k*u_y\"; may be repeated.", HelpName = "X Y", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true };
        vector.Validators.Add(r =>
        {
            if (r.Tokens.Count == 0 || r.Tokens.Count % 2 != 0) r.AddError($"--vector needs two expressions, found {r.Tokens.Count}.");
        });
        var time = new Option<double?>("--time") { Description = "The moment at which a transient field is shown [default: the end; vtk and csv: 21 moments].", HelpName = "T" };
        var width = new Option<double?>("--width") { Description = "Width in pixels [default: 380 a panel].", HelpName = "PIXELS" };
        var height = new Option<double?>("--height") { Description = "Height in pixels [default: 270 a panel].", HelpName = "PIXELS" };
        var font = new Option<double>("--font-size") { Description = "Size of letters in pixels.", HelpName = "PIXELS", DefaultValueFactory = _ => new FigureOptions().FontSize };
        var theme = new Option<string>("--theme") { Description = "light, dark, or auto, as the reader's system prefers.", HelpName = "THEME", DefaultValueFactory = _ => "auto" };
        theme.AcceptOnlyFromAmong([.. Themes.Select(t => t.Word)]);
        var nodes = new Option<int?>("--nodes") { Description = "vtk and csv: nodes along the longest side [default: 401 on a line, 101 in a plane, 31 in space].", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "The folder to write into [default: figures/ in the run folder; fields/ for vtk and csv].", HelpName = "DIR" };
        var command = new Command("plot", "Draw a run's pictures again, or write its fields for other programs.") { folder, format, figure, field, vector, time, width, height, font, theme, renderer, nodes, output };
        command.SetAction(args =>
        {
            var path = terminal.Resolve(args.GetRequiredValue(folder));
            var word = args.GetRequiredValue(format);
            var export = word switch { "vtk" => ExportFormat.Vtk, "csv" => ExportFormat.Csv, _ => (ExportFormat?)null };
            Refuse(args, export is null ? [nodes] : [figure, vector, width, height, font, theme, renderer], $"for --format {word}");
            var (fields, moment) = (args.GetValue(field) ?? [], args.GetValue(time));
            var result = RunResult.Open(path);
            var target = args.GetValue(output) is { } given ? terminal.Resolve(given) : Path.Combine(path, export is null ? "figures" : "fields");
            if (File.Exists(target)) throw new InputException($"'{target}' is a file; --out needs a folder.");
            var files = export is { } kind ? FieldExport.Write(result, target, kind, new() { Nodes = args.GetValue(nodes), Fields = [.. fields], Times = moment is { } t ? [t] : [] })
                : RunPlots.Write(result, target, Renderer(renderers, args.GetValue(renderer), word), word, new() { Fields = [.. fields], Time = moment, Figures = [.. args.GetValue(figure) ?? []],
                    Vectors = [.. (args.GetValue(vector) ?? []).Chunk(2).Select(v => (v[0], v[1]))] },
                    new() { Width = args.GetValue(width), Height = args.GetValue(height), FontSize = args.GetValue(font), Theme = Themes.First(t => t.Word == args.GetRequiredValue(theme)).Theme });
            foreach (var file in files) terminal.Out.WriteLine(terminal.Shorten(file));
            return ExitCode.Converged;
        });
        return command;
    }

    /// <summary>Refuses options that change nothing.</summary>
    private static void Refuse(ParseResult args, Option[] idle, string why)
    {
        if (idle.FirstOrDefault(o => args.GetResult(o) is { Implicit: false }) is { } option) throw new InputException($"{option.Name} changes nothing {why}.");
    }

    private static IFigureRenderer Renderer(ImmutableArray<IFigureRenderer> renderers, string? name, string format) =>
        renderers.FirstOrDefault(r => (name is null || r.Name == name) && r.Formats.Contains(format))
        ?? throw new InputException(name is null ? $"{format} is drawn by ScottPlot, which was not built, or finds no native library of Skia here: build with 'dotnet build -c Release -p:ScottPlot=true', or use --format svg."
            : $"{name} does not write {format}; it writes {string.Join(", ", renderers.First(r => r.Name == name).Formats)}.");
}
