using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Something to measure.</summary>
/// <param name="ScenarioNames">The names by which it is chosen.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Run">Measures those of its names that were chosen.</param>
internal sealed record BenchmarkScenario(
    IReadOnlyList<string> ScenarioNames,
    string Description,
    Func<ScenarioRun, Task> Run
);

/// <summary>One run of one scenario.</summary>
/// <param name="Options">What the command line asks for.</param>
/// <param name="Storage">The storage.</param>
/// <param name="Output">Where progress is told.</param>
/// <param name="Report">Takes a row.</param>
internal sealed record ScenarioRun(
    BenchmarkOptions Options,
    StorageProvider Storage,
    TextWriter Output,
    Action<BenchmarkRow> Report
)
{
    /// <summary>Whether a name was chosen.</summary>
    public bool IsSelected(string name) =>
        Options.ScenarioNames.Count == 0 || Options.ScenarioNames.Contains(name);
}
