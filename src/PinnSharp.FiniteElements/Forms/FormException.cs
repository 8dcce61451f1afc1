namespace PinnSharp.FiniteElements;

/// <summary>A problem, or a part of it, that has no weak form here; the message names the equation or condition, the term and the reason.</summary>
public sealed class FormException : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="message">What is refused, and why.</param>
    public FormException(string message) : base(message) { }
}
