using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Turns expressions into instructions: one for each distinct value, then registers by last use.</summary>
internal sealed class BlockCompiler
{
    /// <summary>Whole powers up to this are multiplied out.</summary>
    public const int LargestWholePower = 64;

    private readonly List<Value> _values = [];
    private readonly Dictionary<Value, int> _index = [];
    private readonly Dictionary<Expression, int> _known = [];

    /// <summary>A distinct value: an input when Input ≥ 0, else an operation on earlier values (−1 for an absent operand).</summary>
    private readonly record struct Value(Operation Operation, Function Function, int A, int B, int C, double Constant, int Input = -1);

    public static BlockProgram Compile(IReadOnlyList<Expression> outputs, IReadOnlyList<Expression>? inputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ImmutableArray<Expression> leaves = inputs is not null
            ? [.. inputs]
            : [.. outputs.SelectMany(o => o.Leaves()).Distinct().Order(Comparer<Expression>.Create(CanonicalOrder.Compare))];
        return new BlockCompiler().Build(outputs, leaves);
    }

    private BlockProgram Build(IReadOnlyList<Expression> outputs, ImmutableArray<Expression> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is not (CoordinateSymbol or Parameter or FieldDerivative)) throw new ArgumentException($"'{inputs[i]}' is not a leaf.", nameof(inputs));
            _known[inputs[i]] = Emit(new(Operation.Copy, default, -1, -1, -1, 0, i));
        }
        var results = outputs.Select(Compile).ToArray();
        return Allocate(results, inputs);
    }

    private int Emit(Value value)
    {
        if (_index.TryGetValue(value, out var i)) return i;
        _values.Add(value);
        _index.Add(value, _values.Count - 1);
        return _values.Count - 1;
    }

    private int Emit(Operation operation, int a, int b = -1, int c = -1, double constant = 0, Function function = default) =>
        Emit(new(operation, function, a, b, c, constant));

    private int Compile(Expression e)
    {
        if (_known.TryGetValue(e, out var value)) return value;
        value = e switch
        {
            Number n => Emit(Operation.Fill, -1, constant: n.Value),
            Sum s => CompileSum(s),
            Product p => CompileProduct(p),
            Power p => CompilePower(p.Base, p.Exponent),
            FunctionCall f => CompileCall(f),
            _ => throw new ArgumentException($"'{e}' is not among the inputs."),
        };
        _known.Add(e, value);
        return value;
    }

    private int CompileSum(Sum s)
    {
        var constant = s.Terms[^1] is Number n ? n.Value : 0;
        var terms = constant != 0 ? s.Terms.AsSpan()[..^1] : s.Terms.AsSpan();
        var start = terms.Length - 1;
        for (var i = 0; i < terms.Length; i++)
            if (!FunctionCall.IsNegated(terms[i])) start = i;
        var sum = Compile(terms[start]);
        for (var i = 0; i < terms.Length; i++)
            if (i != start) sum = Accumulate(sum, terms[i]);
        return constant != 0 ? Emit(Operation.AddConstant, sum, constant: constant) : sum;
    }

    /// <summary>sum + term, by one instruction where the term is a product.</summary>
    private int Accumulate(int sum, Expression term)
    {
        var (coefficient, rest) = Product.Split(term);
        if (coefficient == -1) return Emit(Operation.Subtract, sum, Compile(rest));
        if (coefficient != 1) return Emit(Operation.ScaleAdd, Compile(rest), sum, constant: coefficient);
        if (term is Product { Factors: [.. var front, var last] } && !_known.ContainsKey(term) && !IsReciprocal(last) && !front.Any(IsReciprocal))
            return Emit(Operation.MultiplyAdd, CompileFactors(front.AsSpan()), Compile(last), sum);
        return Emit(Operation.Add, sum, Compile(term));
    }

    private static bool IsReciprocal(Expression e) => e is Power { Exponent: Number { Value: < 0 } };

    private int CompileProduct(Product p)
    {
        var (coefficient, rest) = Product.Split(p);
        if (coefficient != 1)
        {
            if (rest is Power { Exponent: Number { Value: < 0 } e } power)
                return Emit(Operation.DivideConstant, CompilePower(power.Base, -e.Value), constant: coefficient);
            return Emit(Operation.Scale, Compile(rest), constant: coefficient);
        }
        var above = p.Factors.Where(f => !IsReciprocal(f)).ToArray();
        var below = p.Factors.Where(IsReciprocal).Cast<Power>().ToArray();
        if (below.Length == 0) return CompileFactors(above);
        var denominator = CompileFactors([.. below.Select(f => Power.Unsimplified(f.Base, -((Number)f.Exponent).Value))]);
        return above.Length == 0 ? Emit(Operation.DivideConstant, denominator, constant: 1) : Emit(Operation.Divide, CompileFactors(above), denominator);
    }

    private int CompileFactors(ReadOnlySpan<Expression> factors)
    {
        var product = Compile(factors[0]);
        foreach (var factor in factors[1..]) product = Times(product, Compile(factor));
        return product;
    }

    private int Times(int a, int b) => Emit(Operation.Multiply, Math.Min(a, b), Math.Max(a, b));

    private int CompilePower(Expression @base, Expression exponent)
    {
        if (exponent is not Number { Value: var e }) return Emit(Operation.Power, Compile(@base), Compile(exponent));
        if (e == 1) return Compile(@base);
        if (e < 0) return Emit(Operation.DivideConstant, CompilePower(@base, -e), constant: 1);
        if (e == 0.5) return Emit(Operation.Sqrt, Compile(@base));
        if (e > LargestWholePower || Math.Floor(e) != e) return Emit(Operation.Power, Compile(@base), Compile(exponent));
        if (e % 2 != 0) return Times(CompilePower(@base, e - 1), Compile(@base));
        var root = CompilePower(@base, e / 2);
        return Times(root, root);
    }

    private int CompileCall(FunctionCall f)
    {
        var value = Compile(f.Arguments[0]);
        if (f.Function is not (Function.Min or Function.Max)) return Emit(Operation.Call, value, function: f.Function);
        var operation = f.Function == Function.Min ? Operation.Min : Operation.Max;
        foreach (var argument in f.Arguments.AsSpan()[1..]) value = Emit(operation, value, Compile(argument));
        return value;
    }

    private BlockProgram Allocate(int[] results, ImmutableArray<Expression> inputs)
    {
        var lastUse = new int[_values.Count];
        Array.Fill(lastUse, -1);
        for (var i = 0; i < _values.Count; i++)
            foreach (var operand in (ReadOnlySpan<int>)[_values[i].A, _values[i].B, _values[i].C])
                if (operand >= 0) lastUse[operand] = i;
        var needed = Needed(results);
        var places = new Place[_values.Count];
        var isOutput = new bool[_values.Count];
        for (var o = results.Length - 1; o >= 0; o--)
            if (_values[results[o]].Input < 0)
            {
                places[results[o]] = new(Place.Outputs, o * BlockProgram.Lanes);
                isOutput[results[o]] = true;
            }
        var free = new Stack<int>();
        var registers = 0;
        var instructions = new List<Instruction>();
        for (var i = 0; i < _values.Count; i++)
        {
            var value = _values[i];
            if (value.Input >= 0)
            {
                places[i] = new(Place.Inputs, value.Input * BlockProgram.Lanes);
                continue;
            }
            if (!needed[i]) continue;
            var operands = new HashSet<int> { value.A, value.B, value.C };
            foreach (var operand in operands)
                if (operand >= 0 && lastUse[operand] == i && !isOutput[operand] && places[operand].Memory == Place.Workspace)
                    free.Push(places[operand].Offset);
            if (!isOutput[i]) places[i] = new(Place.Workspace, free.Count > 0 ? free.Pop() : registers++ * BlockProgram.Lanes);
            instructions.Add(new(value.Operation, value.Function, At(value.A), At(value.B), At(value.C), value.Constant, places[i]));
        }
        for (var o = 0; o < results.Length; o++)
        {
            var target = new Place(Place.Outputs, o * BlockProgram.Lanes);
            if (places[results[o]] != target) instructions.Add(new(Operation.Copy, default, places[results[o]], default, default, 0, target));
        }
        return new(inputs, results.Length, registers, [.. instructions]);

        Place At(int value) => value < 0 ? default : places[value];
    }

    private bool[] Needed(int[] results)
    {
        var needed = new bool[_values.Count];
        foreach (var r in results) needed[r] = true;
        for (var i = _values.Count - 1; i >= 0; i--)
            if (needed[i])
                foreach (var operand in (ReadOnlySpan<int>)[_values[i].A, _values[i].B, _values[i].C])
                    if (operand >= 0) needed[operand] = true;
        return needed;
    }
}
