using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SafePlaces.Tests")]
[assembly: InternalsVisibleTo("SafePlaces.Browser.Tests")]
[assembly: InternalsVisibleTo("SafePlaces.Benchmarks")]
