using Scim.Benchmarks.InProcess;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Report;
using Scim.Benchmarks.Scenarios;

namespace Scim.Benchmarks;

/// <summary>Runs the scenarios that the command line names, one after the other.</summary>
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

    /// <summary>Runs them.</summary>
    /// <returns>0; 1 where a scenario could not be run to its end; 2 for a command line that is wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchmarkOptions.Parse(args, Console.Error) is not { } options)
            return 2;
        HashSet<string> names = [.. Scenarios.SelectMany(s => s.ScenarioNames)];
        if (options.ShouldListScenarios)
        {
            foreach (BenchmarkScenario scenario in Scenarios)
                Console.WriteLine(
                    $"{string.Join(", ", scenario.ScenarioNames), -30} {scenario.Description}"
                );
            return 0;
        }

        if (options.ScenarioNames.FirstOrDefault(o => !names.Contains(o)) is { } unknown)
        {
            Console.Error.WriteLine(
                $"There is no scenario '{unknown}'; there are {string.Join(", ", names)}."
            );
            return 2;
        }

        await WrkRunner.EnsureInstalledAsync();
        var report = new RunReport(options);
        bool failed = false;
        foreach (StorageProvider storage in options.StorageProviders)
        {
            foreach (
                BenchmarkScenario scenario in Scenarios.Where(s =>
                    s.ScenarioNames.Any(n =>
                        options.ScenarioNames.Count == 0 || options.ScenarioNames.Contains(n)
                    )
                )
            )
            {
                Console.WriteLine($"== {storage}: {scenario.Description}");
                try
                {
                    await scenario.Run(
                        new ScenarioRun(options, storage, Console.Out, report.AddRow)
                    );
                }
                catch (Exception e)
                    when (e is InvalidOperationException or HttpRequestException or TimeoutException
                    )
                {
                    Console.Error.WriteLine(
                        $"{string.Join(", ", scenario.ScenarioNames)}: {e.Message}"
                    );
                    failed = true;
                }
            }
        }

        report.PrintRows();
        return failed ? 1 : 0;
    }
}
