namespace Scim.Gateway.Resources;

/// <summary>
/// The ids of resources: version 7 UUIDs in lower case. Their order is the order of creation in this process, also
/// within a millisecond: the twelve bits behind the time hold its fraction (RFC 9562 section 6.2, method 3), and no two
/// ids share a moment.
/// </summary>
internal static class ResourceIds
{
    private const int IdLength = 36;
    private const int FractionBits = 12;
    private static long _lastTimestamp;

    /// <summary>A fresh id.</summary>
    public static string CreateId(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        long moment = ReserveTimestamp(
            (now.ToUnixTimeMilliseconds() << FractionBits)
                | (now.Ticks % TimeSpan.TicksPerMillisecond << FractionBits)
                    / TimeSpan.TicksPerMillisecond
        );
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(moment >> FractionBits))
            .TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((moment >> 8) & 0x0F));
        bytes[7] = (byte)moment;
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static long ReserveTimestamp(long moment)
    {
        while (true)
        {
            long last = Interlocked.Read(ref _lastTimestamp),
                next = Math.Max(moment, last + 1);
            if (Interlocked.CompareExchange(ref _lastTimestamp, next, last) == last)
                return next;
        }
    }

    /// <summary>
    /// Whether this server could have given out <paramref name="id"/>; what it could not is 404 without asking a grain.
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
