using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Puts the true values of unknowns into a problem.</summary>
public static class TrueUnknowns
{
    /// <summary>The problem with the declared truths of unknown scalars and functions in their place: nothing but noise levels is unknown. Conditions that are then of no field are left out.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="InputException">An unknown has no truth, or an expression becomes too large.</exception>
    public static InverseProblem WithTrueUnknowns(this InverseProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var missing = problem.Unknowns.Where(u => u.Truth is null).Select(u => u.Name).Concat(problem.UnknownFields.Where(f => f.Truth is null).Select(f => f.Name)).ToList();
        if (missing.Count > 0)
            throw new InputException([.. missing.Select(name => new InputError(null, $"unknowns.{name}", $"The unknown '{name}' has no 'truth'; data are simulated at the true values of all unknowns, noise levels too."))]);
        var functions = problem.UnknownFields.ToDictionary(f => f.Symbol, f => f.Truth);
        var scalars = problem.Unknowns.Where(u => !u.IsNoiseLevel).ToDictionary(u => u.Name, u => u.Truth!.Value);
        return problem with
        {
            Unknowns = [.. problem.Unknowns.Where(u => u.IsNoiseLevel)],
            UnknownFields = [],
            Constraints = [],
            Equations = [.. problem.Equations.Select(e => e with { Equation = Equation(e.Equation, $"equations.{e.Name}") })],
            Conditions = [.. problem.Conditions.Select(c => c is EquationCondition e ? e with { Equation = Equation(e.Equation, $"conditions.{e.Name}") } : c)
                .Where(c => c is not EquationCondition e || e.Equation.Residual.Leaves().Any(leaf => leaf is FieldDerivative f && problem.TableOf(f.Field) is null))],
            Observations = [.. problem.Observations.Select(o => o with { Of = Known(o.Of, $"observations.{o.Name}") })],
        };

        Equation Equation(Equation e, string path) => e.Map(side => Known(side, path));

        Expression Known(Expression e, string path)
        {
            try
            {
                return e.SubstituteFields(functions.GetValueOrDefault).Substitute(leaf => leaf switch
                {
                    Parameter p when scalars.TryGetValue(p.Name, out var value) => value,
                    CoordinateSymbol { Field: { } field } => field.Value,
                    _ => null,
                });
            }
            catch (ExpressionException error)
            {
                throw new InputException($"The truths of the unknowns cannot be put in: {error.Message}", null, path);
            }
        }
    }
}
