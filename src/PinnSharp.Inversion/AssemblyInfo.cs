using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PinnSharp.Inversion.Tests")]
