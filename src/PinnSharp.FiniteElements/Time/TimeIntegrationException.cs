namespace PinnSharp.FiniteElements;

/// <summary>A system could not be integrated; the message says at which time and why.</summary>
/// <param name="message">What happened.</param>
public sealed class TimeIntegrationException(string message) : Exception(message);
