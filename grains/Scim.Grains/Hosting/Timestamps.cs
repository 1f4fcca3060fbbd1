namespace Scim.Grains.Hosting;

/// <summary>Moments on a clock that nobody sets: <see cref="TimeProvider.GetTimestamp"/>.</summary>
internal static class Timestamps
{
    /// <summary>The timestamp of so long from now.</summary>
    public static long TimestampIn(this TimeProvider time, TimeSpan duration) => time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
