using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Scim.Benchmarks.Configuration;
using Scim.Benchmarks.Measurement;
using Scim.Benchmarks.Scenarios;

namespace Scim.Benchmarks.InProcess;

/// <summary>
/// Measures the parts that need no server with BenchmarkDotNet, each relative to parsing the same user with
/// System.Text.Json.
/// </summary>
internal static class InProcessScenario
{
    /// <summary>The <c>inprocess</c> scenario.</summary>
    public static BenchmarkScenario Scenario { get; } =
        new(
            ["inprocess"],
            "filter parser, normalizer, renderer, PATCH and folding, compared with JsonDocument.Parse of the same user",
            RunBenchmarksAsync
        );

    private static Task RunBenchmarksAsync(ScenarioRun run)
    {
        if (run.Storage != StorageProvider.Sqlite)
            return Task.CompletedTask;
        Job job = (
            run.Options.IsQuick
                ? Job.Dry.WithIterationCount(5).WithInvocationCount(2000).WithUnrollFactor(1)
                : Job.ShortRun
        ).WithToolchain(InProcessEmitToolchain.Instance);
        ManualConfig config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "scim-benchmarks-inprocess"))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.DisableLogFile);
        Summary summary = BenchmarkRunner.Run<ProtocolBenchmarks>(config);
        BenchmarkReport baseline = summary.Reports.Single(r => r.BenchmarkCase.Descriptor.Baseline);
        foreach (BenchmarkReport report in summary.Reports.Where(r => !r.BenchmarkCase.Descriptor.Baseline))
        {
            string name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            run.Report(
                CreateRow(
                    $"in process: {name}",
                    "time / parsing the user",
                    "ns",
                    report.ResultStatistics!.Mean,
                    baseline.ResultStatistics!.Mean
                )
            );
            run.Report(
                CreateRow(
                    $"in process: {name}",
                    "allocated / parsing the user",
                    "bytes",
                    GetAllocatedBytes(report),
                    GetAllocatedBytes(baseline)
                )
            );
        }

        return Task.CompletedTask;
    }

    private static double GetAllocatedBytes(BenchmarkReport report) =>
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;

    private static BenchmarkRow CreateRow(string scenario, string measured, string unit, double ours, double other) =>
        new()
        {
            Scenario = scenario,
            Storage = "none",
            Measured = measured,
            Unit = unit,
            Ours = ours,
            Other = other,
            Ratios = [ours / other],
        };
}
