namespace PinnSharp.Expressions;

/// <summary>Counts the nodes an algorithm builds and stops it at <see cref="ExpressionLimits.Work"/>.</summary>
internal sealed class WorkBudget
{
    private long _left = ExpressionLimits.Work;

    public Expression Spend(Expression built)
    {
        Spend(built.Size);
        return built;
    }

    public void Spend(long nodes)
    {
        if ((_left -= nodes) < 0) throw new ExpressionException($"The expression grows beyond {ExpressionLimits.Work:N0} nodes while it is worked out.");
    }
}
