using Scim.Benchmarks.Configuration;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Scenarios;

/// <summary>A group of benchmarks that share their setup.</summary>
/// <param name="ScenarioNames">The names that select it on the command line.</param>
/// <param name="Description">A description of what is measured.</param>
/// <param name="Run">Runs the selected benchmarks.</param>
internal sealed record BenchmarkScenario(
    IReadOnlyList<string> ScenarioNames,
    string Description,
    Func<ScenarioRun, Task> Run
);

/// <summary>One run of a scenario.</summary>
/// <param name="Options">The command-line options.</param>
/// <param name="Storage">The storage.</param>
/// <param name="Output">The writer for progress output.</param>
/// <param name="Report">Adds a row to the report.</param>
internal sealed record ScenarioRun(
    BenchmarkOptions Options,
    StorageProvider Storage,
    TextWriter Output,
    Action<BenchmarkRow> Report
)
{
    /// <summary>Whether a name is selected.</summary>
    public bool IsSelected(string name) => Options.ScenarioNames.Count == 0 || Options.ScenarioNames.Contains(name);
}
