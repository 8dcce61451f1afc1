using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PinnSharp.Neural.Tests")]
