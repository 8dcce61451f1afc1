using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// One thread's evaluation of residual programs on blocks of 64 rows: networks forward, program, and from ∂f/∂channel the way
/// back to the weights. Owns all its workspace.
/// </summary>
internal sealed class JetWorker(ImmutableArray<FieldNetwork> networks, ParameterLayout layout)
{
    private const int Lanes = BlockProgram.Lanes;
    private readonly ConditionalWeakTable<EvaluationPlan, Workspace> _workspaces = [];
    private readonly Dictionary<(int Network, JetSpace Space, int Use), JetNetwork> _jets = [];
    private readonly int _unknowns = layout["unknowns"].Offset;
    private Workspace _current = null!;
    private Memory<double> _panel;
    private BlockRows _rows = null!;
    private int _block;

    /// <summary>f for the 64 rows of the last block.</summary>
    public ReadOnlySpan<double> Value => _current.Outputs.AsSpan(0, Lanes);

    /// <summary>Room for <see cref="Rows"/> of a block with stride 64, which stays in the second-level cache until it is packed.</summary>
    public Span<double> Panel => (_panel.IsEmpty ? _panel = AlignedMemory.Allocate(layout.Count * Lanes) : _panel).Span;

    /// <summary>Runs the networks and the program, with the program's derivatives if wanted.</summary>
    public void Forward(BlockRows rows, int block, ReadOnlySpan<double> theta, bool derivatives)
    {
        var plan = rows.Plan;
        var work = _workspaces.GetValue(plan, p => new Workspace(p, this));
        _current = work;
        (_rows, _block) = (rows, block);
        for (var p = 0; p < plan.Passes.Length; p++)
        {
            if (p == plan.FirstOfFields) Evaluate(plan.Program.ArgumentValues, plan.ArgumentInputs, rows, block, theta, work.Arguments);
            Run(p, theta);
            if (work.IsShared[p]) work.Jets[p].Outputs.CopyTo(work.Saved[p].Span);
        }
        if (derivatives) Evaluate(plan.Program.Derivatives, plan.DerivativeInputs, rows, block, theta, work.Outputs);
        else Evaluate(plan.Program.Value, plan.ValueInputs, rows, block, theta, work.Outputs);
    }

    /// <summary>Runs one network at one site.</summary>
    private void Run(int p, ReadOnlySpan<double> theta)
    {
        var (plan, work, pass) = (_rows.Plan, _current, _rows.Plan.Passes[p]);
        var points = work.Points.AsSpan(0, pass.Inputs.Length * Lanes);
        for (var i = 0; i < pass.Inputs.Length; i++)
        {
            var input = pass.Inputs[i];
            var lanes = points.Slice(i * Lanes, Lanes);
            if (input.IsArgument) work.Arguments.AsSpan(input.Index * Lanes, Lanes).CopyTo(lanes);
            else if (input.Constant is { } constant) lanes.Fill(constant);
            else _rows.Scaled[pass.Site < plan.Program.Sites ? pass.Site : 0].AsSpan((_block * plan.Program.Dimension + input.Index) * Lanes, Lanes).CopyTo(lanes);
        }
        work.Jets[p].Forward(Weights(theta, pass.Network), points);
    }

    /// <summary>The evaluator of a pass as its forward run left it: where others have used it since, it is run again.</summary>
    private JetNetwork Evaluator(int p, ReadOnlySpan<double> theta)
    {
        if (_current.IsShared[p]) Run(p, theta);
        return _current.Jets[p];
    }

    private void Evaluate(BlockProgram program, ImmutableArray<EvaluationPlan.Source> sources, BlockRows rows, int block, ReadOnlySpan<double> theta, Span<double> outputs)
    {
        var (plan, work) = (rows.Plan, _current);
        for (var i = 0; i < sources.Length; i++)
        {
            var input = work.Inputs.AsSpan(i * Lanes, Lanes);
            var index = sources[i].Index;
            switch (sources[i].Kind)
            {
                case EvaluationPlan.SourceKind.Coordinate:
                    rows.Coordinates.AsSpan((block * plan.Program.Dimension + index) * Lanes, Lanes).CopyTo(input);
                    break;
                case EvaluationPlan.SourceKind.Column:
                    rows.Columns.AsSpan((block * plan.Program.Columns.Length + index) * Lanes, Lanes).CopyTo(input);
                    break;
                case EvaluationPlan.SourceKind.Unknown:
                    input.Fill(theta[_unknowns + index]);
                    break;
                default:
                    var place = plan.Channels[index];
                    (work.IsShared[place.Pass] ? work.Saved[place.Pass].Span : work.Jets[place.Pass].Outputs).Slice(At(plan, place), Lanes).CopyTo(input);
                    break;
            }
        }
        program.Evaluate(work.Inputs, outputs, work.Scratch);
    }

    /// <summary>∂f/∂channel or, after the channels, ∂f/∂unknown, after a <see cref="Forward"/> with derivatives.</summary>
    public ReadOnlySpan<double> Derivative(int index) => _current.Outputs.AsSpan((1 + index) * Lanes, Lanes);

    /// <summary>gradient += Σ over the block's rows of w·∂f/∂θ.</summary>
    public void Backward(EvaluationPlan plan, ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> gradient)
    {
        FormCotangents(plan, w);
        for (var p = 0; p < plan.Passes.Length; p++)
            Evaluator(p, theta).Backward(Weights(theta, plan.Passes[p].Network), _current.Cotangents[p].Span, Weights(gradient, plan.Passes[p].Network));
        for (var u = 0; u < plan.Program.Unknowns.Length; u++)
            gradient[_unknowns + plan.Program.UnknownIndices[u]] += VectorKernels.Dot(w, Derivative(plan.Channels.Length + u));
    }

    /// <summary>panel[parameter·stride + lane] = w·∂f/∂parameter of each row; the other parameters' entries are set to zero.</summary>
    public void Rows(EvaluationPlan plan, ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> panel, int stride)
    {
        FormCotangents(plan, w);
        for (var n = 0; n < networks.Length; n++)
        {
            var block = layout.Blocks[n];
            var target = panel[(block.Offset * stride)..];
            var first = true;
            for (var p = 0; p < plan.Passes.Length; p++)
            {
                if (plan.Passes[p].Network != n) continue;
                var cotangent = _current.Cotangents[p].Span;
                if (first) Evaluator(p, theta).BackwardRows(Weights(theta, n), cotangent, target, stride);
                else AddRows(Evaluator(p, theta), Weights(theta, n), cotangent, target, stride);
                first = false;
            }
            if (first) Clear(target, block.Length, stride);
        }
        if (layout.Count > _unknowns) Clear(panel[(_unknowns * stride)..], layout.Count - _unknowns, stride);
        for (var u = 0; u < plan.Program.Unknowns.Length; u++)
        {
            var target = panel.Slice((_unknowns + plan.Program.UnknownIndices[u]) * stride, Lanes);
            System.Numerics.Tensors.TensorPrimitives.Multiply(w, Derivative(plan.Channels.Length + u), target);
        }
    }

    /// <summary>product = ∂f/∂θ·v for each row.</summary>
    public void Tangent(EvaluationPlan plan, ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        product.Clear();
        for (var p = 0; p < plan.Passes.Length; p++)
            Evaluator(p, theta).Tangent(Weights(theta, plan.Passes[p].Network), Weights(v, plan.Passes[p].Network), _current.Cotangents[p].Span);
        for (var c = 0; c < plan.Channels.Length; c++)
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(
                Derivative(c), _current.Cotangents[plan.Channels[c].Pass].Span.Slice(At(plan, plan.Channels[c]), Lanes), product, product);
        for (var u = 0; u < plan.Program.Unknowns.Length; u++)
            VectorKernels.AddScaled(v[_unknowns + plan.Program.UnknownIndices[u]], Derivative(plan.Channels.Length + u), product);
    }

    private void FormCotangents(EvaluationPlan plan, ReadOnlySpan<double> w)
    {
        foreach (var cotangent in _current.Cotangents)
            cotangent.Span.Clear();
        for (var c = 0; c < plan.Channels.Length; c++)
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                w, Derivative(c), _current.Cotangents[plan.Channels[c].Pass].Span.Slice(At(plan, plan.Channels[c]), Lanes));
    }

    private void AddRows(JetNetwork jets, ReadOnlySpan<double> weights, ReadOnlySpan<double> cotangent, Span<double> panel, int stride)
    {
        var count = jets.Network.ParameterCount;
        if (_current.Rows.Length < count * Lanes) _current.Rows = new double[count * Lanes];
        jets.BackwardRows(weights, cotangent, _current.Rows, Lanes);
        for (var i = 0; i < count; i++)
            VectorKernels.AddScaled(1, _current.Rows.AsSpan(i * Lanes, Lanes), panel.Slice(i * stride, Lanes));
    }

    private static void Clear(Span<double> panel, int count, int stride)
    {
        for (var i = 0; i < count; i++)
            panel.Slice(i * stride, Lanes).Clear();
    }

    /// <summary>Where the 64 lanes of a channel begin in the outputs of its pass.</summary>
    private int At(EvaluationPlan plan, EvaluationPlan.ChannelPlace place) => (place.Derivative * networks[plan.Passes[place.Pass].Network].Network.Outputs + place.Output) * Lanes;

    private ReadOnlySpan<double> Weights(ReadOnlySpan<double> theta, int network) => theta.Slice(layout.Blocks[network].Offset, layout.Blocks[network].Length);

    private Span<double> Weights(Span<double> theta, int network) => theta.Slice(layout.Blocks[network].Offset, layout.Blocks[network].Length);

    private JetNetwork Jets(int network, JetSpace space, int use)
    {
        // Plans with equal derivatives share an evaluator, so that its activations stay in cache.
        foreach (var (key, jets) in _jets)
            if (key.Network == network && key.Use == use && key.Space.Channels.SequenceEqual(space.Channels))
                return jets;
        return _jets[(network, space, use)] = new JetNetwork(networks[network].Network, space);
    }

    private sealed class Workspace
    {
        public Workspace(EvaluationPlan plan, JetWorker worker)
        {
            var program = plan.Program;
            BlockProgram[] programs = [program.Value, program.Derivatives, program.ArgumentValues];
            Inputs = new double[programs.Max(p => p.Inputs.Length) * Lanes];
            Outputs = new double[program.Derivatives.OutputCount * Lanes];
            Scratch = new double[programs.Max(p => p.WorkspaceLength)];
            Arguments = new double[program.Arguments.Length * Lanes];
            Points = new double[(program.Dimension + program.Arguments.Length) * Lanes];
            // The many sites of an average take turns with one evaluator.
            Jets = [.. plan.Passes.Select(p => worker.Jets(p.Network, p.Space, Math.Min(p.Site, program.Sites)))];
            IsShared = [.. Jets.Select(j => Jets.Count(k => k == j) > 1)];
            Saved = [.. Jets.Select((j, p) => IsShared[p] ? AlignedMemory.Allocate(j.Outputs.Length) : default)];
            Cotangents = [.. Jets.Select(j => AlignedMemory.Allocate(j.Outputs.Length))];
        }

        public double[] Inputs { get; }

        public double[] Outputs { get; }

        public double[] Scratch { get; }

        public double[] Points { get; }

        /// <summary>The values of functions' arguments.</summary>
        public double[] Arguments { get; }

        public JetNetwork[] Jets { get; }

        /// <summary>Which passes share their evaluator with others.</summary>
        public bool[] IsShared { get; }

        /// <summary>The outputs of passes that share.</summary>
        public Memory<double>[] Saved { get; }

        public Memory<double>[] Cotangents { get; }

        public double[] Rows { get; set; } = [];
    }
}
