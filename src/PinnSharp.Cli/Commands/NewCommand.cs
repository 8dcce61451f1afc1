using System.CommandLine;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp new NAME.</summary>
internal static class NewCommand
{
    private static readonly string[] Templates = ["heat", "decay", "field"];

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The name of the problem and of its configuration." };
        var template = new Option<string>("--template")
        {
            Description = "What to begin with: heat (a PDE with data drawn from its truth), decay (an ODE with measured data) or field (an unknown coefficient k(x)).",
            DefaultValueFactory = _ => Templates[0],
        };
        template.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Templates.Contains(token.Value))
                result.AddError($"There is no template '{token.Value}'."
                    + (NearestName.Suggestion(token.Value, Templates) is { Length: > 0 } near ? near : $" Known are {string.Join(", ", Templates)}."));
        });
        var command = new Command("new", "Write an example, problems/NAME.yaml and configs/NAME.yaml, that runs as it is.") { name, template };
        command.SetAction(args => Write(args.GetRequiredValue(name), args.GetRequiredValue(template), terminal));
        return command;
    }

    private static int Write(string name, string template, Terminal terminal)
    {
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !char.IsAsciiLetterOrDigit(name[0]))
            throw new InputException($"'{name}' cannot be a name: use letters, digits, - and _.");
        var resources = typeof(NewCommand).Assembly.GetManifestResourceNames().Where(r => r.StartsWith(template + '.', StringComparison.Ordinal)).Order();
        var files = resources.Select(r => (Resource: r, Path: r[(template.Length + 1)..] switch
        {
            "config.yaml" => Path.Combine("configs", $"{name}.yaml"),
            "problem.yaml" => Path.Combine("problems", $"{name}.yaml"),
            var data => Path.Combine("problems", $"{name}.{data}"),
        })).ToList();
        foreach (var (_, path) in files)
            if (File.Exists(Path.Combine(terminal.Directory, path)))
                throw new InputException($"'{path}' is already there and is not overwritten. Choose another name.");
        foreach (var (resource, path) in files)
        {
            var target = Path.Combine(terminal.Directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var reader = new StreamReader(typeof(NewCommand).Assembly.GetManifestResourceStream(resource)!);
            File.WriteAllText(target, reader.ReadToEnd().Replace("{name}", name, StringComparison.Ordinal));
            terminal.Out.WriteLine($"Wrote {path}");
        }
        terminal.Out.WriteLine($"Next: pinnsharp run {Path.Combine("configs", $"{name}.yaml")}");
        return ExitCode.Converged;
    }
}
