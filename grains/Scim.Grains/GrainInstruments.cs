using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Scim.Grains;

/// <summary>
/// The metrics of grains. Labels hold resource types and state names, never keys, because a key identifies a person.
/// </summary>
internal static class GrainInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Scim.Grains";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> SecondsBuckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "scim.commit.duration",
        "s",
        "Duration of grain state commits, by state.",
        advice: SecondsBuckets
    );

    private static readonly Counter<long> CommitFailures = Meter.CreateCounter<long>(
        "scim.commit.failures",
        null,
        "Commits whose outcome is unknown, by state."
    );

    private static readonly Counter<long> NameConflicts = Meter.CreateCounter<long>(
        "scim.name.conflicts",
        null,
        "Creates and renames whose name was already in use, by resource type. The tenant's policy decides the outcome."
    );

    private static readonly Histogram<double> DeletionDelay = Meter.CreateHistogram(
        "scim.deprovisioning.delay",
        "s",
        "Delay between the due time and the deletion of deactivated users.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600],
        }
    );

    /// <summary>Records that a deactivated user was deleted because the retention period has elapsed.</summary>
    /// <param name="late">The delay since the due time.</param>
    public static void RecordDeletionDelay(TimeSpan late) => DeletionDelay.Record(late.TotalSeconds);

    /// <summary>Records a committed write.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="started">The start of the commit, from <see cref="Stopwatch.GetTimestamp"/>.</param>
    public static void RecordCommit(string state, long started)
    {
        if (CommitDuration.Enabled)
            CommitDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("state", state)
            );
    }

    /// <summary>Records a commit whose outcome is unknown.</summary>
    public static void RecordCommitFailure(string state) =>
        CommitFailures.Add(1, new KeyValuePair<string, object?>("state", state));

    /// <summary>Records a create or rename whose name was already in use.</summary>
    public static void RecordNameConflict(string resourceType) =>
        NameConflicts.Add(1, new KeyValuePair<string, object?>("kind", resourceType));
}
