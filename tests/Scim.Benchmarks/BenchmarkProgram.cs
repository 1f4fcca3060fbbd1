using Scim.Benchmarks.InProcess;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Report;
using Scim.Benchmarks.Scenarios;

namespace Scim.Benchmarks;

/// <summary>Runs the scenarios that the command line names, one after the other.</summary>
internal static class BenchmarkProgram
{
    private static readonly Scenario[] All =
    [
        InProcessScenario.All, RequestScenarios.All, SideBySideScenario.All, ProcessScenarios.Start, ProcessScenarios.Activation, IsolationScenario.All,
        FlatnessScenarios.Groups, FlatnessScenarios.Tenants,
    ];

    /// <summary>Runs them.</summary>
    /// <returns>0; 1 where a scenario could not be run to its end; 2 for a command line that is wrong.</returns>
    public static async Task<int> Run(string[] args)
    {
        if (BenchmarkOptions.Parse(args, Console.Error) is not { } options) return 2;
        HashSet<string> names = [.. All.SelectMany(s => s.Names)];
        if (options.List)
        {
            foreach (Scenario scenario in All) Console.WriteLine($"{string.Join(", ", scenario.Names),-30} {scenario.About}");
            return 0;
        }

        if (options.Only.FirstOrDefault(o => !names.Contains(o)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no scenario '{unknown}'; there are {string.Join(", ", names)}.");
            return 2;
        }

        await Wrk.Ensure();
        var report = new RunReport(options);
        bool failed = false;
        foreach (Storage storage in options.Storages)
        {
            foreach (Scenario scenario in All.Where(s => s.Names.Any(n => options.Only.Count == 0 || options.Only.Contains(n))))
            {
                Console.WriteLine($"== {storage}: {scenario.About}");
                try
                {
                    await scenario.Run(new Run(options, storage, Console.Out, report.Add));
                }
                catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TimeoutException)
                {
                    Console.Error.WriteLine($"{string.Join(", ", scenario.Names)}: {e.Message}");
                    failed = true;
                }
            }
        }

        report.Print();
        return failed ? 1 : 0;
    }
}
