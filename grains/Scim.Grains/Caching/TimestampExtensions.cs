namespace Scim.Grains.Caching;

/// <summary>Moments on a clock that nobody sets: <see cref="TimeProvider.GetTimestamp"/>.</summary>
internal static class TimestampExtensions
{
    /// <summary>The timestamp of so long from now.</summary>
    public static long GetTimestampAfter(this TimeProvider time, TimeSpan duration) =>
        time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
