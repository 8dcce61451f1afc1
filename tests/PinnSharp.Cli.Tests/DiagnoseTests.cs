using System.Text.Json;

namespace PinnSharp.Cli.Tests;

/// <summary>diagnose, and verdicts in results.</summary>
public sealed class DiagnoseTests
{
    private const string TwoWays = """
        coordinates: {t: [0, 2]}
        fields: [y]
        unknowns: {k1: {initial: 0.3, positive: true}, k2: {initial: 0.4, positive: true}, y0: {initial: 1.5, unit: g}}
        equations: {decay: "y_t = -(k1 + k2)*y"}
        conditions: {start: {where: "t = 0", equation: "y = y0"}}
        observations: {weighed: {file: values/weighed.csv, columns: {t: time, value: mass}, of: y, noise: {gaussian: {sigma: 0.02}}}}
        """;

    [Test]
    public void A_problem_is_solved_and_diagnosed()
    {
        using var place = new Workplace();
        place.Write("problems/two.yaml", TwoWays);
        var (code, output, error) = place.Tool("diagnose", "problems/two.yaml", "--out", "found");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        Assert.That(output, Does.Contain("not determined: only k1 + k2").And.Contain("k1 + k2 = 0.49").And.Contain("No more data of the fields").And.Contain("Results: found"));
        using var json = JsonDocument.Parse(place.Read("found/diagnosis.json"));
        var root = json.RootElement;
        Assert.That(root.GetProperty("rank").GetInt32(), Is.EqualTo(2));
        Assert.That(root.GetProperty("singularValues").GetArrayLength(), Is.EqualTo(3));
        Assert.That(root.GetProperty("nullDirections").GetArrayLength(), Is.EqualTo(1));
        var (k1, y0) = (root.GetProperty("unknowns").GetProperty("k1"), root.GetProperty("unknowns").GetProperty("y0"));
        Assert.That(k1.GetProperty("verdict").GetString(), Is.EqualTo("not determined: only k1 + k2"));
        Assert.That(k1.GetProperty("std").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(y0.GetProperty("verdict").GetString(), Is.EqualTo("determined"));
        var (value, std, upper) = (y0.GetProperty("value").GetDouble(), y0.GetProperty("std").GetDouble(), y0.GetProperty("interval")[1].GetDouble());
        Assert.That(upper - value, Is.EqualTo(1.96 * std).Within(0.05 * std), "nearly linear");
        Assert.That(root.GetProperty("combinations").GetProperty("k1 + k2").GetDouble(), Is.EqualTo(0.5).Within(0.03));
        Assert.That(place.Read("found/diagnosis.md"), Does.Contain("| k2 |").And.Contain("rank 2 of 3"));
    }

    [Test]
    public void A_run_of_either_method_is_diagnosed_in_its_folder_and_says_what_derivatives_tell()
    {
        using var place = new Workplace();
        place.Write("problems/two.yaml", TwoWays);
        place.Write("configs/two.yaml", "problem: ../problems/two.yaml\nmethod: fem\n");
        var (code, output, error) = place.Tool("run", "configs/two.yaml", "--out", "two");
        Assert.That(code, Is.EqualTo(ExitCode.Converged), error);
        Assert.That(output, Does.Contain("k1 is not determined: only k1 + k2; 'pinnsharp diagnose two' says more."));
        Assert.That(Verdict(place, "two", "k2"), Is.EqualTo("not determined: only k1 + k2"));
        Assert.That(Verdict(place, "two", "y0"), Is.EqualTo("determined"));
        var before = place.Read("two/result.json");
        Assert.That(place.Tool("diagnose", "two", "--quiet").Code, Is.EqualTo(0));
        Assert.That(place.Read("two/diagnosis.md"), Does.Contain("not determined: only k1 + k2"));
        Assert.That(place.Read("two/result.json"), Is.EqualTo(before));
        Assert.That(place.Tool("run", "configs/decay.yaml", "--out", "net").Code, Is.LessThanOrEqualTo(1));
        Assert.That(Verdict(place, "net", "k"), Is.EqualTo("determined"));
        (code, output, error) = place.Tool("diagnose", "net", "--threads", "2");
        Assert.That(code, Is.EqualTo(0), error);
        Assert.That(output, Does.Contain("determined").And.Contain("Measure next").And.Contain("Results: net").And.Contain("std over bound").And.Contain("At its estimates the network's solution is off at the data by, in σ: weighed 0.0"));
        using var json = JsonDocument.Parse(place.Read("net/diagnosis.json"));
        var network = json.RootElement.GetProperty("network");
        Assert.That(network.GetProperty("unknowns").GetProperty("k").GetProperty("stdOverBound").GetDouble(), Is.EqualTo(1).Within(0.05));
        Assert.That(network.GetProperty("unknowns").GetProperty("k").GetProperty("move").GetDouble(), Is.EqualTo(0).Within(0.5));
        Assert.That(network.GetProperty("violations").GetProperty("weighed").GetProperty("rms").GetDouble(), Is.LessThan(0.1));
        Assert.That(place.Read("net/diagnosis.md"), Does.Contain("| unknown | move | by its error |").And.Contain("a bias that its ± leave out"));
        using var elements = JsonDocument.Parse(place.Read("two/diagnosis.json"));
        Assert.That(elements.RootElement.GetProperty("network").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void What_cannot_be_diagnosed_is_said()
    {
        using var place = new Workplace();
        Assert.That(place.Tool("diagnose", "nothing.yaml").Code, Is.EqualTo(ExitCode.WrongInput));
        Directory.CreateDirectory(place.Path("empty"));
        var (code, _, error) = place.Tool("diagnose", "empty");
        Assert.That((code, error), Is.EqualTo((ExitCode.WrongInput, "'ROOT/empty' holds no run: it has no config.yaml. 'pinnsharp list' shows the runs.\n")));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(place.Tool(stop.Token, "diagnose", "problems/decay.yaml", "--out", "x").Code, Is.EqualTo(ExitCode.Stopped));
        Assert.That(Directory.Exists(place.Path("x")), Is.False);
    }

    private static string? Verdict(Workplace place, string folder, string unknown)
    {
        using var json = JsonDocument.Parse(place.Read($"{folder}/result.json"));
        return json.RootElement.GetProperty("unknowns").GetProperty(unknown).GetProperty("verdict").GetString();
    }
}
