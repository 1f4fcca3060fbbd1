namespace Scim.Grains.Caching;

/// <summary>
/// Computes with monotonic timestamps (<see cref="TimeProvider.GetTimestamp"/>), which are not affected by changes of
/// the system time.
/// </summary>
internal static class TimestampExtensions
{
    /// <summary>Returns the timestamp that is <paramref name="duration"/> from now.</summary>
    public static long GetTimestampAfter(this TimeProvider time, TimeSpan duration) =>
        time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
