using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

/// <summary>Wrong inputs, each with the exact message the user sees.</summary>
public sealed class WrongInputTests
{
    private const string Right = """
        coordinates: {x: [0, 1], t: [0, 1]}
        fields: [u]
        constants: {q: 2}
        unknowns:
          k: {initial: 1, positive: true}
        equations:
          flow: "u_t = k*u_xx + q"
        conditions:
          left: {where: "x = 0", equation: "u = 0"}
          start: {where: "t = 0", equation: "u = sin(pi*x)"}
        observations:
          probes:
            file: data.csv
            of: u
            noise: {gaussian: {sigma: 0.1}}

        """;

    private const string RightData = "x,t,u\n0.5,0.5,0.1\n0.25,1,0.2\n";

    private static readonly WrongInput[] Declarations =
    [
        new("misspelt section", "problem.yaml:4:1: Unknown key 'unknwons'. Did you mean 'unknowns'?", ("unknowns:", "unknwons:")),
        new("misspelt key of an unknown",
            "problem.yaml:5:19: Unknown key 'postive' in 'unknowns.k'. Did you mean 'positive'?", ("positive: true", "postive: true")),
        new("a key that means nothing here",
            "problem.yaml:15:5: Unknown key 'colour' in 'observations.probes'. Known are of, draw, file, columns, noise.", ("    of: u", "    of: u\n    colour: red")),
        new("a section given twice",
            "problem.yaml:4:1: 'fields' is given twice here, first in line 2.", ("constants: {q: 2}", "constants: {q: 2}\nfields: [v]")),
        new("tab indentation",
            "problem.yaml:5:1: A tab indents this line; YAML is indented with spaces.", ("  k: {initial: 1, positive: true}", "\tk: {initial: 1, positive: true}")),
        new("unclosed brace",
            "problem.yaml:3:12: The '{' here is not closed, or something after it that needs quotes has none.", ("constants: {q: 2}", "constants: {q: 2")),
        new("unclosed bracket at the end",
            "problem.yaml:15:23: The '{' here is not closed, or something after it that needs quotes has none; reading stopped at line 16, column 1.",
            ("sigma: 0.1}}", "sigma: 0.1}, ")),
        new("unclosed quote",
            "problem.yaml:7:9: This is not valid YAML: while scanning a multi-line double-quoted scalar, found wrong indentation.", ("\"u_t = k*u_xx + q\"", "\"u_t = k*u_xx + q")),
        new("a decimal comma", "problem.yaml:5:16: A number has a decimal point, no comma: 1.5.", ("{initial: 1,", "{initial: 1,5,")),
        new("a decimal comma in block style", "problem.yaml:6:14: A number has a decimal point, no comma: 1.5.", ("k: {initial: 1, positive: true}", "k:\n    initial: 1,5")),
        new("a line indented too little", "problem.yaml:14:4: This line is indented differently from the lines it belongs to.", ("    of: u", "   of: u")),
        new("a missing colon", "problem.yaml:7:1: Before this line a ':' is missing, or it is indented too far.", ("equations:", "equations")),
        new("a place that is none",
            "problem.yaml:10:18: 'lft' is no place. A place is an equality such as \"x = 0\" or a shape: box, domain, boundary, rest.", ("where: \"t = 0\"", "where: lft")),
        new("unbalanced parenthesis", "problem.yaml:10:50: Expected ')' to close the '(' at character 8, found the end.", ("sin(pi*x)", "sin(pi*x")),
        new("unbalanced parenthesis in single quotes",
            "problem.yaml:10:50: Expected ')' to close the '(' at character 8, found the end.", ("\"u = sin(pi*x)\"", "'u = sin(pi*x'")),
        new("unknown name in an equation", "problem.yaml:7:25: Unknown name 'p'. Did you mean 'pi'?", ("k*u_xx + q", "k*u_xx + p")),
        new("unknown name in a block text",
            "problem.yaml:9:9: Unknown name 'qq'. Did you mean 'q'?", ("\"u_t = k*u_xx + q\"", "|\n    u_t = k*u_xx\n      + qq")),
        new("unknown name in a folded quoted text",
            "problem.yaml:8:14: Unknown name 'qq'. Did you mean 'q'?", ("\"u_t = k*u_xx + q\"", "\"u_t =\n    k*u_xx + qq\"")),
        new("derivative of a name that is no coordinate",
            "problem.yaml:7:18: 'u_xy' is not a derivative of 'u': 'xy' is not made of its coordinates x, t.", ("k*u_xx", "k*u_xy")),
        new("expression with an unquoted comma",
            "problem.yaml:9:36: 'd(u' was cut at its comma: between braces or brackets, an expression with commas needs quotes.", ("equation: \"u = 0\"", "equation: d(u, x) = 0")),
        new("interval with an unquoted comma",
            "problem.yaml:1:19: 'min(0' was cut at its comma: between braces or brackets, an expression with commas needs quotes.", ("x: [0, 1]", "x: [min(0, 1), 1]")),
        new("equation without equals sign",
            "problem.yaml:7:26: Expected '=': an equation has a left and a right side.", ("\"u_t = k*u_xx + q\"", "\"u_t - k*u_xx - q\"")),
        new("equation without a field", "problem.yaml:7:10: The equation 'flow' has no field in it (the fields are u).", ("\"u_t = k*u_xx + q\"", "\"q = k\"")),
        new("list where an equation belongs",
            "problem.yaml:7:9: 'equations.flow' needs an expression, found a list. One that begins with '[' or '{' needs quotes.", ("\"u_t = k*u_xx + q\"", "[u_t, u_xx]")),
        new("nothing where an equation belongs",
            "problem.yaml:7:8: 'equations.flow' needs an expression, found nothing.", ("\"u_t = k*u_xx + q\"", "")),
        new("initial value missing",
            "problem.yaml:5:3: The unknown 'k' needs 'initial', where the search starts.", ("{initial: 1, positive: true}", "{positive: true}")),
        new("initial value not positive", "problem.yaml:5:16: 'k' is positive, but its initial value is -1.", ("initial: 1", "initial: -1")),
        new("initial value out of bounds",
            "problem.yaml:5:16: The initial value 1 of 'k' is not inside its bounds [2, 3].", ("positive: true", "bounds: [2, 3]")),
        new("initial value not a number", "problem.yaml:5:16: Unknown name 'one'. Known are q.", ("initial: 1", "initial: one")),
        new("truth out of bounds",
            "problem.yaml:5:42: The truth value 4 of 'k' is not within its bounds [0, 3].", ("positive: true", "bounds: [0, 3], truth: 4")),
        new("bounds the wrong way round",
            "problem.yaml:5:28: The interval [3, 0.5] of 'k.bounds' is empty: its lower end must be below its upper end.", ("positive: true", "bounds: [3, 0.5]")),
        new("negative bound of a positive unknown",
            "problem.yaml:5:44: 'k' is positive, but its lower bound is -1.", ("positive: true", "positive: true, bounds: [-1, 3]")),
        new("boolean that is none", "problem.yaml:5:29: 'positive' needs true or false, found 'yes'.", ("positive: true", "positive: yes")),
        new("unknown function over nothing that is known",
            "problem.yaml:5:14: 'k' cannot be over 'y', which is neither a coordinate nor a field. Known are x, t, u.", ("{initial: 1, positive: true}", "{over: [y], initial: 1}")),
        new("unknown function over a coordinate twice",
            "problem.yaml:5:17: 'x' is given twice in 'over'.", ("{initial: 1, positive: true}", "{over: [x, x], initial: 1}")),
        new("unknown function over a mapping",
            "problem.yaml:5:13: 'unknowns.k.over' needs a list of coordinates or fields, [x, y], found a mapping.", ("{initial: 1, positive: true}", "{over: {x: 1}, initial: 1}")),
        new("positive unknown function that starts negative",
            "problem.yaml:5:27: 'k' is positive, but its initial value is -1.", ("{initial: 1, positive: true}", "{over: [x], initial: -1, positive: true}")),
        new("truth of an unknown function in terms of what it is not over",
            "problem.yaml:5:30: Unknown name 't'. Known are x, q.", ("{initial: 1, positive: true}", "{over: [x], truth: \"1 + t\"}")),
        new("derivative of a function of a field along a coordinate",
            "problem.yaml:7:25: 'k_x' is not a derivative: 'k' depends on u only. The derivative through u is d(k, …).",
            ("{initial: 1, positive: true}", "{over: [u], positive: true}"), ("u_t = k*u_xx", "u_t = k*u_xx + k_x")),
        new("prior",
            "problem.yaml:5:35: 'unknowns.k.prior.normal' needs settings, {name: number}, found '1'.", ("{initial: 1, positive: true}", "{initial: 1, prior: {normal: 1}}")),
        new("prior of an unknown kind",
            "problem.yaml:5:27: 'prior' is one of normal, log-normal, uniform, half-normal; found 'norml'. Did you mean 'normal'?", ("{initial: 1, positive: true}", "{initial: 1, prior: {norml: {mean: 1}}}")),
        new("prior with an unknown key",
            "problem.yaml:5:55: Unknown key 'width' in the prior 'normal'. Known are mean, std.", ("{initial: 1, positive: true}", "{initial: 1, prior: {normal: {mean: 1, std: 0.1, width: 2}}}")),
        new("prior that lacks a setting",
            "problem.yaml:5:27: The prior 'normal' needs 'std'.", ("{initial: 1, positive: true}", "{initial: 1, prior: {normal: {mean: 1}}}")),
        new("prior of negative deviation",
            "problem.yaml:5:50: 'std' of the prior 'normal' is positive, found -0.1.", ("{initial: 1, positive: true}", "{initial: 1, prior: {normal: {mean: 1, std: -0.1}}}")),
        new("initial value outside of a uniform prior",
            "problem.yaml:5:16: The initial value 5 of 'k' is not inside its bounds [1, 3].", ("{initial: 1, positive: true}", "{initial: 5, prior: {uniform: [1, 3]}}")),
        new("uniform prior and bounds",
            "problem.yaml:5:43: 'k' has both 'bounds' and a uniform prior, which are the same; give one.", ("{initial: 1, positive: true}", "{initial: 2, bounds: [1, 4], prior: {uniform: [1, 3]}}")),
        new("prior of functions for a scalar",
            "problem.yaml:5:26: 'h1' is a prior of functions, which have 'over'; a scalar has normal, log-normal, uniform, half-normal.", ("{initial: 1, positive: true}", "{initial: 1, prior: h1}")),
        new("prior of scalars for a function",
            "problem.yaml:5:26: 'normal' is a prior of scalars; the function 'k' has none, tikhonov, h1, thin-plate, total-variation, sparsity, whittle-matern.", ("{initial: 1, positive: true}", "{over: [x], prior: {normal: {mean: 1, std: 1}}}")),
        new("strength of a prior",
            "problem.yaml:5:41: 'strength' is one of evidence, discrepancy, gcv, l-curve or a positive number; found 'evidense'. Did you mean 'evidence'?", ("{initial: 1, positive: true}", "{over: [x], prior: {h1: {strength: evidense}}}")),
        new("discrepancy without known noise",
            "problem.yaml:5:26: 'strength: discrepancy' of 'k' needs noise of known size in all data; that of 'probes' is not. Take evidence, gcv or l-curve.", ("{initial: 1, positive: true}", "{over: [x], prior: {h1: {strength: discrepancy}}}"), ("\n    noise: {gaussian: {sigma: 0.1}}", "")),
        new("prior of a noise level",
            "problem.yaml:6:43: 's' is a noise level, which is found from the data alone: it takes no prior but 'uniform'.", ("  k: {initial: 1, positive: true}", "  k: {initial: 1, positive: true}\n  s: {initial: 1, positive: true, prior: {normal: {mean: 1, std: 1}}}"), ("sigma: 0.1", "sigma: s")),
        new("lengths of a Gaussian field for what it is not over",
            "problem.yaml:5:58: Unknown key 'length.t' in the prior 'whittle-matern'. Did you mean 'length.x'?", ("{initial: 1, positive: true}", "{over: [x], prior: {whittle-matern: {length: {x: 1, t: 2}, std: 1}}}")),
        new("smoothness by its old name",
            "problem.yaml:5:30: 'smoothness' is called 'prior'.", ("{initial: 1, positive: true}", "{over: [x], smoothness: h1}")),
        new("unknown used nowhere",
            "problem.yaml:6:3: The unknown 'm' is used nowhere: in no equation, condition, observation or noise level.", ("  k: {initial: 1, positive: true}", "  k: {initial: 1, positive: true}\n  m: {initial: 1}")),
        new("nothing unknown",
            "problem.yaml:1:1: Nothing is unknown: declare what is to be recovered under 'unknowns'.", ("unknowns:\n  k: {initial: 1, positive: true}", "definitions: {k: \"1\"}")),
        new("reserved name",
            "problem.yaml:6:3: 'pi' has a meaning of its own in expressions; choose another name for the unknown.", ("  k: {initial: 1, positive: true}", "  k: {initial: 1, positive: true}\n  pi: {initial: 1}")),
        new("name used twice", "problem.yaml:5:3: 'k' is already the name of a constant.", ("constants: {q: 2}", "constants: {q: 2, k: 3}")),
        new("name that is a derivative",
            "problem.yaml:3:19: 'u_x' is the derivative of the field 'u'; choose another name.", ("constants: {q: 2}", "constants: {q: 2, u_x: 3}")),
        new("name that is none",
            "problem.yaml:3:19: '2a' is not a name: a letter, then letters, digits and underscores.", ("constants: {q: 2}", "constants: {q: 2, 2a: 3}")),
        new("constant that is not finite", "problem.yaml:3:18: Division by zero.", ("{q: 2}", "{q: 1/(2 - 2)}")),
        new("constant of an unknown", "problem.yaml:3:18: Unknown name 'k'.", ("{q: 2}", "{q: 2*k}")),
        new("empty interval",
            "problem.yaml:1:19: The interval [1, 0] of 'x' is empty: its lower end must be below its upper end.", ("x: [0, 1]", "x: [1, 0]")),
        new("interval of three",
            "problem.yaml:1:18: 'coordinates.x' needs an interval of two numbers, [lower, upper], found a list of 3.", ("x: [0, 1]", "x: [0, 1, 2]")),
        new("unit without an interval",
            "problem.yaml:1:18: 'coordinates.x' needs 'range', its interval, [lower, upper].", ("x: [0, 1]", "x: {unit: m}")),
        new("unknown key of a coordinate",
            "problem.yaml:1:34: Unknown key 'units' in 'coordinates.x'. Did you mean 'unit'?", ("x: [0, 1]", "x: {range: [0, 1], units: m}")),
        new("four space coordinates",
            "problem.yaml:1:59: There are 4 space coordinates; at most 3 and a time are supported.", ("x: [0, 1]", "x: [0, 1], y: [0, 1], z: [0, 1], w: [0, 1]")),
        new("time that is no coordinate",
            "problem.yaml:3:7: The time 'tau' is not a coordinate. Known are x, t.", ("fields: [u]", "fields: [u]\ntime: tau")),
        new("field in no equation", "problem.yaml:2:13: The field 'v' is in no equation.", ("fields: [u]", "fields: [u, v]")),
        new("region outside the domain",
            "problem.yaml:9:18: x = 2 is outside the domain, where x runs from 0 to 1.", ("where: \"x = 0\"", "where: \"x = 2\"")),
        new("region outside the domain in its second part",
            "problem.yaml:9:28: t = 7 is outside the domain, where t runs from 0 to 1.", ("where: \"x = 0\"", "where: \"x = 0 and t = 7\"")),
        new("region fixed twice",
            "problem.yaml:9:28: 'x' cannot be 1 here: it is already fixed at 0.", ("where: \"x = 0\"", "where: \"x = 0 and x = 1\"")),
        new("region that is empty",
            "problem.yaml:9:28: The region is empty: t runs from 0 to 1 here, and t < 0 is asked.", ("where: \"x = 0\"", "where: \"x = 0 and t < 0\"")),
        new("region that is empty by a curve",
            "problem.yaml:9:18: The region is empty or nearly so: of 4000 points in the box around it, 0 satisfy 'x^2 + t^2 < -1'.", ("where: \"x = 0\"", "where: \"x^2 + t^2 < -1\"")),
        new("region of an unknown",
            "problem.yaml:9:18: A region is in terms of the coordinates and constants; this one uses the unknown 'k'.", ("where: \"x = 0\"", "where: \"x = k\"")),
        new("region of a field",
            "problem.yaml:9:18: A region is in terms of the coordinates and constants; this one uses the field 'u'.", ("where: \"x = 0\"", "where: \"u > 0\"")),
        new("region that fixes no coordinate",
            "problem.yaml:9:18: 'x = t' does not fix a coordinate; an equality in 'where' has the form 'x = 0'.", ("where: \"x = 0\"", "where: \"x = t\"")),
        new("region with or", "problem.yaml:9:24: Conditions are joined by 'and' only.", ("where: \"x = 0\"", "where: \"x = 0 or x = 1\"")),
        new("normal away from a face",
            "problem.yaml:9:39: There is no outward normal here: 'where' must name a shape or 'boundary', or fix one space coordinate at an end of its interval.", ("where: \"x = 0\", equation: \"u = 0\"", "where: \"x = 0.5\", equation: \"dn(u) = 0\"")),
        new("contradictory conditions",
            "problem.yaml:10:3: 'again' gives u = 0.5 where 'left' already gives u = 0.", ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  left: {where: \"x = 0\", equation: \"u = 0\"}\n  again: {where: \"x = 0 and t < 1\", equation: \"2*u = 1\"}\n")),
        new("contradictory slopes",
            "problem.yaml:11:3: 'b' gives u_x = t + 1 where 'a' already gives u_x = 0 (at x = 1, t = 0.4504).", ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  left: {where: \"x = 0\", equation: \"u = 0\"}\n  a: {where: \"x = 1\", equation: \"dn(u) = 0\"}\n  b: {where: \"x = 1\", equation: \"u_x = t + 1\"}\n")),
        new("periodic twice",
            "problem.yaml:10:3: 'again' makes 'u' periodic in x again; 'wrap' already does.",
            ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  wrap: {periodic: x}\n  again: {periodic: x, fields: [u], order: 0}\n")),
        new("condition given twice",
            "problem.yaml:10:3: 'again' says the same as 'left': the same equation at the same place.", ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  left: {where: \"x = 0\", equation: \"u = 0\"}\n  again: {where: \"x = 0\", equation: \"u = 0\"}\n")),
        new("condition without where",
            "problem.yaml:9:9: 'conditions.left' needs 'where'.", ("{where: \"x = 0\", equation: \"u = 0\"}", "{equation: \"u = 0\"}")),
        new("condition of nothing",
            "problem.yaml:9:9: 'conditions.left' needs 'where' and 'equation', or 'periodic'.", ("{where: \"x = 0\", equation: \"u = 0\"}", "{}")),
        new("periodic in no coordinate",
            "problem.yaml:9:20: 'y' is not a coordinate. Known are x, t.", ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  wrap: {periodic: y}\n")),
        new("periodic field that is none",
            "problem.yaml:9:32: 'w' is not a field. Known are u.", ("  left: {where: \"x = 0\", equation: \"u = 0\"}\n", "  wrap: {periodic: x, fields: [w], order: 1}\n")),
        new("nothing measured",
            "problem.yaml:1:1: Nothing is measured: without 'observations' the unknowns cannot be recovered.", ("observations:\n  probes:\n    file: data.csv\n    of: u\n    noise: {gaussian: {sigma: 0.1}}\n", "")),
        new("observation without data",
            "problem.yaml:13:5: 'observations.probes' needs data: 'file', or 'draw' to draw it from the truth.", ("    file: data.csv\n", "")),
        new("missing file", "problem.yaml:13:11: There is no file 'dta.csv'. Did you mean 'data.csv'?", ("data.csv", "dta.csv")),
        new("column expression of no column",
            "problem.yaml:14:19: Unknown name 'minuts'. Did you mean 'min'? The columns of 'data.csv' are x, t, u.", ("    file: data.csv\n", "    file: data.csv\n    columns: {t: \"minuts/60\"}\n")),
        new("column for no coordinate",
            "problem.yaml:14:15: 'y' is neither a coordinate nor 'value'. Known are x, t, value.", ("    file: data.csv\n", "    file: data.csv\n    columns: {y: \"x\"}\n")),
        new("observed expression unknown", "problem.yaml:14:9: Unknown name 'w'. Known are x, t, u, k, q.", ("of: u", "of: w")),
        new("observed expression without field",
            "problem.yaml:14:9: The observation 'probes' is of 'k*x', which has no field in it (the fields are u).", ("of: u", "of: k*x")),
        new("noise of no kind",
            "problem.yaml:15:13: Unknown key 'gausian' in 'observations.probes.noise'. Did you mean 'gaussian'?", ("{gaussian: {sigma: 0.1}}", "{gausian: {sigma: 0.1}}")),
        new("noise without level",
            "problem.yaml:15:23: 'observations.probes.noise.gaussian' needs 'sigma' or 'relative' or 'proportional'.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {}}")),
        new("noise level twice",
            "problem.yaml:15:44: 'observations.probes.noise.gaussian' has both 'sigma' and 'relative'; give one.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: 1, relative: 0.1}}")),
        new("noise level not positive",
            "problem.yaml:15:31: A noise level is positive, found -0.1; leave 'noise' out for exact data.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: -0.1}}")),
        new("noise level of no name",
            "problem.yaml:15:31: Unknown name 'sigm'. Did you mean 'sign'?", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: sigm}}")),
        new("noise level that is an expression of an unknown",
            "problem.yaml:15:31: A noise level is a number or the name of an unknown, not the expression '2*k' of one.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: 2*k}}")),
        new("noise level not declared positive",
            "problem.yaml:6:3: The unknown 's' is a noise level: declare it 'positive: true'.", ("  k: {initial: 1, positive: true}", "  k: {initial: 1, positive: true}\n  s: {initial: 1}"), ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: s}}")),
        new("noise level in an equation",
            "problem.yaml:5:3: The unknown 'k' is a noise level and stands in an expression too; it can be only one of them.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: k}}")),
        new("relative log-normal noise",
            "problem.yaml:15:25: 'observations.probes.noise.log-normal' needs 'sigma'.\nproblem.yaml:15:26: Unknown key 'relative' in 'observations.probes.noise.log-normal'. Known are sigma.", ("{gaussian: {sigma: 0.1}}", "{log-normal: {relative: 0.1}}")),
        new("noise of a word that is none",
            "problem.yaml:15:12: 'noise' is one of gaussian, log-normal, laplace, student-t, poisson, bernoulli; found 'poison'. Did you mean 'poisson'?", ("{gaussian: {sigma: 0.1}}", "poison")),
        new("noise of a word that needs a level", "problem.yaml:15:12: 'laplace' noise needs its level: {laplace: {scale: …}}.", ("{gaussian: {sigma: 0.1}}", "laplace")),
        new("noise of two kinds",
            "problem.yaml:15:12: 'observations.probes.noise' has both 'gaussian' and 'laplace'; noise is one of them.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {sigma: 0.1}, laplace: {scale: 1}}")),
        new("noise of no kind at all",
            "problem.yaml:15:12: 'observations.probes.noise' needs one of gaussian, log-normal, laplace, student-t, poisson, bernoulli.", ("{gaussian: {sigma: 0.1}}", "{}")),
        new("laplace noise with sigma",
            "problem.yaml:15:22: 'observations.probes.noise.laplace' needs 'scale'.\nproblem.yaml:15:23: Unknown key 'sigma' in 'observations.probes.noise.laplace'. Known are scale.", ("{gaussian: {sigma: 0.1}}", "{laplace: {sigma: 0.1}}")),
        new("degrees of freedom not positive",
            "problem.yaml:15:46: The degrees of freedom are a positive number, found 0.", ("{gaussian: {sigma: 0.1}}", "{student-t: {sigma: 0.1, degrees: 0}}")),
        new("degrees of freedom mistyped",
            "problem.yaml:15:37: Unknown key 'degree' in 'observations.probes.noise.student-t'. Did you mean 'degrees'?", ("{gaussian: {sigma: 0.1}}", "{student-t: {sigma: 0.1, degree: 3}}")),
        new("an option of poisson noise",
            "problem.yaml:15:23: Unknown key 'sigma' in 'observations.probes.noise.poisson'. It has none.", ("{gaussian: {sigma: 0.1}}", "{poisson: {sigma: 0.1}}")),
        new("drawn without truth",
            "problem.yaml:12:3: The observation 'probes' is drawn from the truth, but 'truth' has no field 'u'. Where the truths of all unknowns are declared, 'pinnsharp simulate' computes such data.", ("    file: data.csv\n", "    draw: {points: 10}\n")),
        new("drawn without a count",
            "problem.yaml:13:11: 'observations.probes.draw' needs 'points', how many to draw.", ("    file: data.csv\n", "    draw: {seed: 1}\n")),
        new("drawn by no method",
            "problem.yaml:13:34: 'sampling' is one of sobol, latin-hypercube, grid, uniform; found 'soboll'. Did you mean 'sobol'?", ("    file: data.csv\n", "    draw: {points: 10, sampling: soboll}\n")),
        new("truth of no field", "problem.yaml:3:18: 'w' is not a field. Known are u.", ("fields: [u]", "fields: [u]\ntruth: {fields: {w: \"x\"}}")),
        new("several mistakes",
            "problem.yaml:5:19: Unknown key 'postive' in 'unknowns.k'. Did you mean 'positive'?\nproblem.yaml:7:25: Unknown name 'p'. Did you mean 'pi'?", ("positive: true", "postive: true"), ("k*u_xx + q", "k*u_xx + p")),
    ];

    private static readonly WrongInput[] Data =
    [
        new("empty data file", "data.csv:1:1: The file is empty: a header line with column names was expected.") { Csv = "" },
        new("header without data", "data.csv:1:1: The file has a header but no data.") { Csv = "x,t,u\n" },
        new("no header", "data.csv:1:1: The first line holds numbers: a header line with column names was expected.") { Csv = "0.5,0.5,0.1\n" },
        new("semicolons", "data.csv:1:1: The columns of a CSV file are separated by commas.") { Csv = "x;t;u\n1;2;3\n" },
        new("missing column",
            "problem.yaml:13:11: 'columns' does not say what 'value' is, and no column has that name. The columns of 'data.csv' are x, t, v.") { Csv = "x,t,v\n0.5,0.5,0.1\n" },
        new("missing coordinate",
            "problem.yaml:13:11: 'columns' does not say what 't' is, and no column has that name. The columns of 'data.csv' are x, time, u.") { Csv = "x,time,u\n0.5,0.5,0.1\n" },
        new("value that is no number", "data.csv:5:9: 'n/a' is not a number; the column 'u' needs one.") { Csv = "# comment\nx,t,u\n0.5,0.5,0.1\n\n0.25, 1,n/a\n" },
        new("value missing", "data.csv:2:5: The value of 't' is missing.") { Csv = "x,t,u\n0.5,,0.1\n" },
        new("value not a number", "data.csv:2:9: 'NaN' is not a number; the column 'u' needs one.") { Csv = "x,t,u\n0.5,0.5,NaN\n" },
        new("line too short", "data.csv:2:1: This line has 2 values; the header has 3 columns (x, t, u).") { Csv = "x,t,u\n0.5,0.5\n" },
        new("point outside the domain", "data.csv:3:5: t = 1.5 is outside the domain, where t runs from 0 to 1.") { Csv = "x,t,u\n0.5,0.5,0.1\n0.5,1.5,0.1\n" },
        new("log-normal data not positive",
            "data.csv:2:9: The value -0.1 of 'probes' is not positive, as log-normal noise needs it.", ("{gaussian: {sigma: 0.1}}", "{log-normal: {sigma: 0.1}}")) { Csv = "x,t,u\n0.5,0.5,-0.1\n" },
        new("counts not whole",
            "data.csv:3:9: The value 2.5 of 'probes' is not a whole number of at least 0, as poisson noise needs it.", ("{gaussian: {sigma: 0.1}}", "poisson")) { Csv = "x,t,u\n0.5,0.5,2\n0.6,0.5,2.5\n" },
        new("counts negative",
            "data.csv:2:9: The value -1 of 'probes' is not a whole number of at least 0, as poisson noise needs it.", ("{gaussian: {sigma: 0.1}}", "{poisson: {}}")) { Csv = "x,t,u\n0.5,0.5,-1\n" },
        new("neither 0 nor 1",
            "data.csv:2:9: The value 0.5 of 'probes' is not 0 or 1, as bernoulli noise needs it.", ("{gaussian: {sigma: 0.1}}", "bernoulli")) { Csv = "x,t,u\n0.5,0.5,0.5\n" },
        new("relative noise of constant data",
            "observations.probes: The noise of 'probes' is relative to the standard deviation of its values, which is zero; give 'sigma'.", ("{gaussian: {sigma: 0.1}}", "{gaussian: {relative: 0.1}}")) { Csv = "x,t,u\n0.5,0.5,1\n0.6,0.5,1\n" },
        new("column expression without value",
            "data.csv:2:5: 'ln(t)', which gives 't', is not a finite number here.", ("    file: data.csv\n", "    file: data.csv\n    columns: {t: \"ln(t)\"}\n")) { Csv = "x,t,u\n0.5,0,1\n" },
    ];

    private static readonly WrongInput[] Documents =
    [
        new("empty file", "problem.yaml:1:1: The file is empty.") { Whole = "" },
        new("a list", "problem.yaml:1:1: Expected a mapping, found a list.") { Whole = "- a\n- b\n" },
        new("two documents", "problem.yaml:2:1: A second document begins here; a file holds one.") { Whole = "a: 1\n---\nb: 2\n" },
        new("only comments", "problem.yaml:1:1: The file is empty.") { Whole = "# nothing\n" },
        new("unknown alias", "problem.yaml:1:14: There is no anchor '&x' before this alias; an expression that begins with '*' needs quotes.") { Whole = "coordinates: *x\n" },
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Declarations.Concat(Data).Concat(Documents).Select(c => new TestCaseData(c).SetArgDisplayNames(c.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_mistake_is_reported_where_it_is(WrongInput input)
    {
        var yaml = input.Whole ?? Right;
        foreach (var (from, to) in input.Edits)
        {
            Assert.That(yaml, Does.Contain(from));
            var at = yaml.IndexOf(from, StringComparison.Ordinal);
            yaml = yaml[..at] + to + yaml[(at + from.Length)..];
        }
        Assert.That(Message(yaml, input.Csv ?? RightData), Is.EqualTo(input.Message.ReplaceLineEndings()));
    }

    [Test]
    public void The_right_input_has_no_mistake() => Assert.That(Message(Right, RightData), Is.Null);

    private static string? Message(string yaml, string csv)
    {
        var folder = Directory.CreateTempSubdirectory("pinnsharp-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "problem.yaml"), yaml);
            File.WriteAllText(Path.Combine(folder, "data.csv"), csv);
            DataLoader.Load(ProblemReader.Load(Path.Combine(folder, "problem.yaml")));
            return null;
        }
        catch (InputException e)
        {
            return e.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A wrong input: edits of the right one, or a whole document.</summary>
    public sealed record WrongInput(string Name, string Message, params (string From, string To)[] Edits)
    {
        public string? Csv { get; init; }

        public string? Whole { get; init; }

        public override string ToString() => Name;
    }
}
