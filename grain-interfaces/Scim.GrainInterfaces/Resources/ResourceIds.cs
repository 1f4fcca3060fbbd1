namespace Scim.GrainInterfaces.Resources;

/// <summary>The ids of resources: version 7 UUIDs in lower case.</summary>
/// <remarks>
/// Ids of one process are ordered by creation, also within a millisecond: the twelve bits after the timestamp hold the
/// fraction of the millisecond (RFC 9562 section 6.2, method 3), and no two ids have the same timestamp.
/// </remarks>
public static class ResourceIds
{
    private const int IdLength = 36;
    private const int FractionBits = 12;
    private static long _lastTimestamp;

    /// <summary>Creates an id.</summary>
    public static string CreateId(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        DateTimeOffset now = time.GetUtcNow();
        long timestamp = ReserveTimestamp(
            (now.ToUnixTimeMilliseconds() << FractionBits)
                | (now.Ticks % TimeSpan.TicksPerMillisecond << FractionBits) / TimeSpan.TicksPerMillisecond
        );
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(timestamp >> FractionBits))
            .TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((timestamp >> 8) & 0x0F));
        bytes[7] = (byte)timestamp;
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static long ReserveTimestamp(long timestamp)
    {
        while (true)
        {
            long last = Interlocked.Read(ref _lastTimestamp),
                next = Math.Max(timestamp, last + 1);
            if (Interlocked.CompareExchange(ref _lastTimestamp, next, last) == last)
                return next;
        }
    }

    /// <summary>
    /// Returns whether this service could have created <paramref name="id"/>. Other ids get 404 without a grain call.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<char> id)
    {
        if (id.Length != IdLength)
            return false;
        foreach (char c in id)
        {
            if (!char.IsAsciiHexDigitLower(c) && c != '-')
                return false;
        }

        return Guid.TryParseExact(id, "D", out _);
    }
}
