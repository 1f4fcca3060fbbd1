using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Scim.Grains.Telemetry;

/// <summary>What grains count and time. Labels are kinds and states, never keys: a key names a person.</summary>
internal static class GrainInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Scim.Grains";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> SecondsBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
        ],
    };

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "scim.commit.duration",
        "s",
        "How long commits of grains' states took, by state.",
        advice: SecondsBuckets
    );

    private static readonly Counter<long> CommitFailures = Meter.CreateCounter<long>(
        "scim.commit.failures",
        null,
        "Commits whose outcome is not known, by state."
    );

    private static readonly Counter<long> NameConflicts = Meter.CreateCounter<long>(
        "scim.name.conflicts",
        null,
        "Creates and renames that met a taken name, by kind of resource; what follows is the policy's affair."
    );

    private static readonly Histogram<double> DeletionDelay = Meter.CreateHistogram(
        "scim.deprovisioning.delay",
        "s",
        "How long after their time was over deactivated users were deleted.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600],
        }
    );

    /// <summary>A deactivated user who was deleted because his time was over.</summary>
    /// <param name="late">How long it had been over.</param>
    public static void RecordDeletionDelay(TimeSpan late) =>
        DeletionDelay.Record(late.TotalSeconds);

    /// <summary>A commit that took place.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="started">When it was begun, as <see cref="Stopwatch.GetTimestamp"/> tells.</param>
    public static void RecordCommit(string state, long started)
    {
        if (CommitDuration.Enabled)
            CommitDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("state", state)
            );
    }

    /// <summary>A commit that may or may not have taken place.</summary>
    public static void RecordCommitFailure(string state) =>
        CommitFailures.Add(1, new KeyValuePair<string, object?>("state", state));

    /// <summary>A name that was taken.</summary>
    public static void RecordNameConflict(string kind) =>
        NameConflicts.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
