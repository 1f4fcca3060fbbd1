using Scim.Benchmarks.Configuration;
using Scim.Benchmarks.InProcess;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Report;
using Scim.Benchmarks.Scenarios;

namespace Scim.Benchmarks;

/// <summary>Runs the scenarios selected on the command line, one after the other.</summary>
internal static class BenchmarkProgram
{
    private static readonly BenchmarkScenario[] Scenarios =
    [
        InProcessScenario.Scenario,
        RequestScenarios.Scenario,
        SideBySideScenario.Scenario,
        ProcessScenarios.Start,
        ProcessScenarios.Activation,
        TenantIsolationScenario.Scenario,
        ScalabilityScenarios.Groups,
        ScalabilityScenarios.Tenants,
    ];

    /// <summary>Parses the command line and runs the selected scenarios.</summary>
    /// <returns>0 on success; 1 if a scenario failed; 2 if the command line is invalid.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchmarkOptions.Parse(args, Console.Error) is not { } options)
            return 2;
        HashSet<string> names = [.. Scenarios.SelectMany(s => s.ScenarioNames)];
        if (options.ShouldListScenarios)
        {
            foreach (BenchmarkScenario scenario in Scenarios)
                Console.WriteLine($"{string.Join(", ", scenario.ScenarioNames), -30} {scenario.Description}");
            return 0;
        }

        if (options.ScenarioNames.FirstOrDefault(o => !names.Contains(o)) is { } unknown)
        {
            Console.Error.WriteLine($"Unknown scenario '{unknown}'. Available scenarios: {string.Join(", ", names)}.");
            return 2;
        }

        await WrkRunner.EnsureInstalledAsync();
        var report = new RunReport(options);
        bool failed = false;
        foreach (StorageProvider storage in options.StorageProviders)
        {
            foreach (
                BenchmarkScenario scenario in Scenarios.Where(s =>
                    s.ScenarioNames.Any(n => options.ScenarioNames.Count == 0 || options.ScenarioNames.Contains(n))
                )
            )
            {
                Console.WriteLine($"== {storage}: {scenario.Description}");
                try
                {
                    await scenario.Run(new ScenarioRun(options, storage, Console.Out, report.AddRow));
                }
                catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TimeoutException)
                {
                    Console.Error.WriteLine($"{string.Join(", ", scenario.ScenarioNames)}: {e.Message}");
                    failed = true;
                }
            }
        }

        report.PrintRows();
        return failed ? 1 : 0;
    }
}
