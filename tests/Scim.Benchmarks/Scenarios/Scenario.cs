using Scim.Benchmarks.Measuring;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Something to measure.</summary>
/// <param name="Names">The names by which it is chosen.</param>
/// <param name="About">What it measures.</param>
/// <param name="Run">Measures those of its names that were chosen.</param>
internal sealed record Scenario(IReadOnlyList<string> Names, string About, Func<Run, Task> Run);

/// <summary>One run of one scenario.</summary>
/// <param name="Options">What the command line asks for.</param>
/// <param name="Storage">The storage.</param>
/// <param name="Output">Where progress is told.</param>
/// <param name="Report">Takes a row.</param>
internal sealed record Run(BenchmarkOptions Options, Storage Storage, TextWriter Output, Action<Row> Report)
{
    /// <summary>Whether a name was chosen.</summary>
    public bool Wants(string name) => Options.Only.Count == 0 || Options.Only.Contains(name);
}
