using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A named scalar that does not depend on the coordinates: an unknown, a constant, a component of the normal, a column of data.</summary>
public sealed class Parameter : Expression
{
    /// <summary>A parameter of that name.</summary>
    public Parameter(string name) : base(Mix(3, name), 1, 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => leaf(this);

    internal override ImmutableArray<Expression> Children => [];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => this;

    private protected override bool SameAs(Expression other) => ((Parameter)other).Name == Name;
}
