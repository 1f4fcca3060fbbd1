namespace Scim.Gateway.Resources;

/// <summary>
/// The ids of resources: version 7 UUIDs in lower case. Their order is the order of creation in this process, also within a millisecond: the twelve bits
/// behind the time hold its fraction (RFC 9562 section 6.2, method 3), and no two ids share a moment.
/// </summary>
internal static class ResourceIds
{
    private const int Length = 36;
    private const int FractionBits = 12;
    private static long _last;

    /// <summary>A fresh id.</summary>
    public static string New(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        long moment = Next((now.ToUnixTimeMilliseconds() << FractionBits) | (now.Ticks % TimeSpan.TicksPerMillisecond << FractionBits) / TimeSpan.TicksPerMillisecond);
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(moment >> FractionBits)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((moment >> 8) & 0x0F));
        bytes[7] = (byte)moment;
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static long Next(long moment)
    {
        while (true)
        {
            long last = Interlocked.Read(ref _last), next = Math.Max(moment, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next;
        }
    }

    /// <summary>Whether this server could have given out <paramref name="id"/>; what it could not is 404 without asking a grain.</summary>
    public static bool CouldBeIssued(ReadOnlySpan<char> id)
    {
        if (id.Length != Length) return false;
        foreach (char c in id)
        {
            if (!char.IsAsciiHexDigitLower(c) && c != '-') return false;
        }

        return Guid.TryParseExact(id, "D", out _);
    }
}
