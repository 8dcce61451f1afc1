using System.Xml.Linq;
using Law = FsCheck.NUnit.PropertyAttribute;

namespace PinnSharp.Expressions.Tests;

#pragma warning disable NUnit1027 // FsCheck gives the laws their arguments.

/// <summary>
/// MathML, told in one line: a fraction is {a|b}, scripts are ^{b} and _{b}, a root √{a}, an invisible product *; brackets of the page are brackets here.
/// </summary>
public sealed class MathMlTests
{
    private static readonly CoordinateSymbol Rho = new("rho", 0), Tau = new("tau", 1);

    private static readonly Vocabulary Aquifer = new()
    {
        Coordinates = [Rho, Tau],
        Time = Tau,
        Fields = [new("s", [Rho, Tau]), new("h_w", [Rho])],
        Parameters = ["T", "S", "nu", "lambda1", "sigma_s", "rate", "x", "Q"],
    };

    // In order of writing, where brackets are needed only, with a sign for each term.
    [TestCase("S*exp(2*rho)*s_tau = T*exp(tau)*s_rhorho", "S*e^{2*ρ}*{∂s|∂τ}=T*e^{τ}*{∂^{2}s|∂ρ^{2}}")]
    [TestCase("2*pi*T*s_rho = -Q", "2*π*T*{∂s|∂ρ}=−Q")]
    [TestCase("s_rhotau = s_taurho", "{∂^{2}s|∂ρ∂τ}={∂^{2}s|∂ρ∂τ}")]
    [TestCase("h_w_rho = sigma_s + lambda1", "{dh_{w}|dρ}=σ_{s}+λ_{1}")]
    [TestCase("-nu/rate*s_rho + nu*s/T = rate", "−{ν|rate}*{∂s|∂ρ}+{ν*s|T}=rate")]
    [TestCase("nu*s_rhorho/T = s_tau/S", "{ν|T}*{∂^{2}s|∂ρ^{2}}={1|S}*{∂s|∂τ}")]
    [TestCase("S - (T - x) + (Q + x) - -x = -(T + Q)*x", "S−(T−x)+(Q+x)+x=−(T+Q)*x")]
    [TestCase("x*-2 + 2*3*x - 2*(3*x) = (x*T)*(S*Q)", "x⋅(−2)+2⋅3*x−2⋅3*x=x*T*S*Q")]
    [TestCase("1/(2*x)/3*T = x/(T/S)", "{{1|2*x}|3}*T={x|{T|S}}")]
    [TestCase("-(x/2)/-T = (-x)^2 - x^2", "{{x|2}|T}=(−x)^{2}−x^{2}")]
    [TestCase("(nu - lambda1)/(2*T*sqrt(S + 1)) = 0", "{ν−λ_{1}|2*T*√{S+1}}=0")]
    [TestCase("sin(rho)^2 + abs(nu) = x^-2 + lambda1^2", "sin^{2}(ρ)+|ν|=x^{−2}+λ_{1}^{2}")]
    [TestCase("(T + S)^3*(T/S)^2 = rate^(x + 1) + x^(1/2)", "(T+S)^{3}*({T|S})^{2}=rate^{x+1}+x^{1/2}")]
    [TestCase("(x^2)^3 + 2^x^2 = -3*2^x + s_rho^2", "(x^{2})^{3}+2^{x^{2}}=−3⋅2^{x}+({∂s|∂ρ})^{2}")]
    [TestCase("exp(-((x - 0.35)^2 + (T - 0.6)^2)/0.03)/2 = exp(x)^2", "{exp(−{(x−0.35)^{2}+(T−0.6)^{2}|0.03})|2}=(e^{x})^{2}")]
    [TestCase("x*(1 - x) + 2*(x + 1)*sin(x) = s*(T + x)", "x⋅(1−x)+2*(x+1)*sin(x)=s⋅(T+x)")]
    [TestCase("log10(x) + ln(x) + asin(x) + sign(x) = min(T, S, x + 1)", "log_{10}(x)+ln(x)+arcsin(x)+sgn(x)=min(T,S,x+1)")]
    [TestCase("1e-3*x + 2.5e10 = 1.50*1e-3^2", "10^{−3}*x+2.5⋅10^{10}=1.50⋅(10^{−3})^{2}")]
    [TestCase("e^x + step(x) + max(x, 1) = x**2 · 3", "e^{x}+H(x)+max(x,1)=x^{2}⋅3")]
    public void As_it_was_written(string text, string expected) => Assert.That(Told(MathMl.Of(ExpressionParser.ParseEquation(text, Aquifer))), Is.EqualTo(expected));

    [TestCase("-div(k*grad(u)) + b*laplacian(u)", "−∇⋅(k*∇u)+b*∇^{2}u")]
    [TestCase("dot([a, b], grad(u))*a", "((a,b)⋅∇u)*a")]
    [TestCase("div(grad(u + k)*a)", "∇⋅((∇(u+k))*a)")]
    [TestCase("laplacian(u)*a", "(∇^{2}u)*a")]
    [TestCase("d(k*u_x, x) + d(u, x, 2, y)*a - d(a*x, x)^2", "{∂|∂x}(k*{∂u|∂x})+{∂^{3}u|∂x^{2}∂y}*a−({∂|∂x}(a*x))^{2}")]
    [TestCase("-k*dn(u) + n_x*u + dot(n, grad(u))", "−k*{∂u|∂n}+n_{x}*u+𝐧⋅∇u")]
    [TestCase("flux_x/a + flux", "{1|a}*{∂ flux|∂x}+flux")]
    [TestCase("u@1 - u_x@1", "u|_{1}−{∂u|∂x}|_{1}")]
    [TestCase("average(u^2, disc) - u_0", "⟨u^{2}⟩_{disc}−u_{0}")]
    public void Operators_stay(string text, string expected) =>
        Assert.That(Told(MathMl.Of(text, Texts.Boundary with { Shapes = ["disc"] })), Is.EqualTo(expected));

    [TestCase("u_xx*k/(2*nu_e) - b*(a + b)^2", "{ν_{e}^{−1}", false)]
    [TestCase("u_xx*a/nu_e", "{a|ν_{e}}*{∂^{2}u|∂x^{2}}", true)]
    [TestCase("-2.5*a*u_xyt + 3*pi*b", "3*π*b−2.5*a*{∂^{3}u|∂x∂y∂t}", true)]
    [TestCase("(a + b)^(-1.5)/a", "{1|a*(a+b)^{1.5}}", true)]
    [TestCase("-a^b + sqrt(a)", "√{a}−a^{b}", true)]
    [TestCase("exp(-a)*abs(b - 2)*1e-20", "10^{−20}*e^{−a}*|b−2|", true)]
    [TestCase("div(k*grad(u))", "∇", false)]
    public void Trees(string text, string expected, bool exactly) =>
        Assert.That(Told(MathMl.Of(Texts.Parse(text))), exactly ? Is.EqualTo(expected) : Does.Not.Contain(expected));

    [Test]
    public void Functions_of_fields()
    {
        var u = new FieldSymbol("u", [new("x", 0)]);
        var argument = new CoordinateSymbol(u, 1);
        var (f, g) = (new FieldSymbol("f", [argument]), new FieldSymbol("g", [new("x", 0), argument]));
        var names = new Vocabulary { Coordinates = [new("x", 0)], Fields = [u, f, g], Parameters = ["a"] };
        Assert.That(Told(MathMl.Of("a*f + f_u*u_x + f_uu^2 + f_uuuu", names)), Is.EqualTo("a*f(u)+f^{′}(u)*{du|dx}+f^{″}^{2}(u)+{d^{4}f|du^{4}}"));
        Assert.That(Told(MathMl.Of("g + g_u*(1 - x) + f*(1 - x)", names)), Is.EqualTo("g(u)+{∂g|∂u}*(1−x)+f(u)*(1−x)"));
        Assert.That(Told(MathMl.Of(f.Value)), Is.EqualTo("f(u)"));
    }

    [TestCase("alpha", "α")]
    [TestCase("lambda1", "λ_{1}")]
    [TestCase("sigma_s", "σ_{s}")]
    [TestCase("k12", "k_{12}")]
    [TestCase("T_ref_2", "T_{ref,2}")]
    [TestCase("u[slow]", "u_{slow}")]
    [TestCase("sigma_s[slow]", "σ_{s,slow}")]
    [TestCase("u_inf", "u_{∞}")]
    [TestCase("hare0", "hare0")]
    [TestCase("EI", "EI")]
    [TestCase("_", "_")]
    [TestCase("Omega", "Ω")]
    [TestCase("a<b&c", "a<b&c")]
    public void Symbols(string name, string expected) => Assert.That(Told(MathMl.Symbol(name)), Is.EqualTo(expected));

    [TestCase("0 < x <= 1 and t >= 0", "0<x≤1,t≥0")]
    [TestCase("inside(disc) and t = 0", "inside disc,t=0")]
    public void Predicates(string text, string expected) =>
        Assert.That(Told(MathMl.Of(ExpressionParser.ParsePredicate(text, Texts.Plane with { Shapes = ["disc"] }))), Is.EqualTo(expected));

    [Test]
    public void An_equation_made_of_trees_is_typeset_from_them_and_a_mapped_one_too()
    {
        var read = ExpressionParser.ParseEquation("b*a = u*1", Texts.Plane);
        Assert.That(Told(MathMl.Of(read)), Is.EqualTo("b*a=u⋅1"));
        Assert.That(Told(MathMl.Of(new Equation(read.Left, read.Right))), Is.EqualTo("a*b=u"));
        Assert.That(Told(MathMl.Of(read.Map(e => e.Substitute(leaf => leaf is Parameter { Name: "b" } ? 2.0 : null)))), Is.EqualTo("2*a=u"));
        Assert.That(read, Is.EqualTo(new Equation(read.Left, read.Right)), "The source does not matter for equality.");
    }

    // Any kind of node that is added to the language must be typeset too.
    [Test]
    public void Every_kind_of_node_is_typeset()
    {
        Expression[] samples =
        [
            2.5, Texts.X, new Parameter("a"), Texts.U.Value, Texts.U.Value + 1, Texts.U.Value * 2, Expression.Pow(Texts.X, 3),
            Average.Of(Texts.U.Value, "disc", [Texts.X]),
            .. Enum.GetValues<Function>().Select(f => f is Function.Min or Function.Max ? Expression.Call(f, Texts.X, Texts.Y) : Expression.Call(f, Texts.X)),
        ];
        var kinds = typeof(Expression).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Expression)) && !t.IsAbstract);
        Assert.That(samples.Select(s => s.GetType()).Distinct(), Is.EquivalentTo(kinds));
        Assert.That(samples.Select(s => Told(MathMl.Of(s))), Is.Unique.And.All.Not.Empty);
    }

    [Test]
    public void A_wrong_text_is_refused_as_by_the_parser() =>
        Assert.That(() => MathMl.Of("a + + *", Texts.Plane), Throws.TypeOf<ExpressionException>().With.Property("Position").EqualTo(6));

    // What a reader sees, read back: a bracket too few or a sign lost changes the value.
    [Law(Arbitrary = [typeof(AnyExpression)], MaxTest = 2000, Replay = "20240607,15485863")]
    public void What_is_seen_means_what_was_written(RawExpression raw)
    {
        Expression tree;
        try
        {
            tree = Texts.Parse(raw.Text);
        }
        catch (ExpressionException)
        {
            return;
        }
        var written = Seen(MathMl.Of(raw.Text, Texts.Plane));
        var printed = Seen(MathMl.Of(tree));
        foreach (var point in (double[][])[[0.71, -0.43, 1.32, 2.54, -1.57, 0.61, 1.13, 0.35], [0.31, 0.52, 0.77, 0.43, 0.88, 0.21, 0.64, 0.95]])
        {
            double Leaf(string name) => point[Array.IndexOf(Leaves, name)];
            if (!raw.IsKnown(Leaf)) continue;
            var (value, error) = raw.Evaluate(Leaf);
            foreach (var seen in (string[])[written, printed])
                Assert.That(Texts.Parse(seen).Evaluate(e => Leaf(e.ToString())), Is.EqualTo(value).Within(100 * error + 1e-13 * (1 + Math.Abs(value))), $"{raw} is seen as {seen}");
        }
    }

    private static readonly string[] Leaves = ["x", "y", "t", "a", "b", "u", "k", "u_x"];

    private static string Seen(string mathMl) => Row(XElement.Parse(mathMl));

    private static string Row(XElement row)
    {
        var (text, raised) = ("", "");
        var elements = row.Elements().ToList();
        for (var i = 0; i < elements.Count; i++)
        {
            // sin²(x) is sin(x)².
            if (i + 1 < elements.Count && elements[i + 1].Value == "\u2061" && elements[i].Name.LocalName == "msup")
                (text, raised) = (text + Seen(elements[i].Elements().First()), $"^({Seen(elements[i].Elements().Last())})");
            else text += Seen(elements[i]);
        }
        return text + raised;
    }

    private static string Seen(XElement e)
    {
        var parts = e.Elements().Select(Seen).ToArray();
        return e.Name.LocalName switch
        {
            "mfrac" when parts[0].StartsWith('\u2202') => "u_x",
            "mfrac" => $"(({parts[0]})/({parts[1]}))",
            "msup" => $"{parts[0]}^({parts[1]})",
            "msub" => "log10",
            "msqrt" => $"sqrt({Row(e)})",
            "mrow" => Row(e),
            _ => e.Value switch
            {
                "\u2062" or "\u22c5" => "*",
                "\u2061" => "",
                "|" => (string?)e.Attribute("form") == "prefix" ? "abs(" : ")",
                "arcsin" => "asin",
                "arccos" => "acos",
                "arctan" => "atan",
                "sgn" => "sign",
                "H" => "heaviside",
                var text => text,
            },
        };
    }

    private static string Told(string mathMl)
    {
        var math = XElement.Parse(mathMl);
        Assert.That(math.Name, Is.EqualTo(XName.Get("math", "http://www.w3.org/1998/Math/MathML")));
        return string.Concat(math.Elements().Select(Told));
    }

    private static string Told(XElement e)
    {
        var parts = e.Elements().Select(Told).ToArray();
        int? children = e.Name.LocalName switch { "mfrac" or "msup" or "msub" => 2, "msubsup" => 3, "mi" or "mn" or "mo" or "mtext" or "mspace" => 0, _ => null };
        if (children is { } n) Assert.That(parts, Has.Length.EqualTo(n), e.ToString());
        return e.Name.LocalName switch
        {
            "mi" or "mn" or "mo" or "mtext" => e.Value switch { "\u2062" => "*", "\u2061" => "", var text => text },
            "mspace" => " ",
            "mfrac" => $"{{{parts[0]}|{parts[1]}}}",
            "msup" => $"{parts[0]}^{{{parts[1]}}}",
            "msub" => $"{parts[0]}_{{{parts[1]}}}",
            "msubsup" => $"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}",
            "msqrt" => $"√{{{string.Concat(parts)}}}",
            "mrow" => string.Concat(parts),
            var name => throw new AssertionException($"'{name}' is not an element of MathML Core that formulas here are made of."),
        };
    }
}
