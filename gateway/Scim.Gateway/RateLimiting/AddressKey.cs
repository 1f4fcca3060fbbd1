using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// The origin of a request for rate limiting: an IPv4 address, or the /64 prefix of an IPv6 address, which network
/// providers usually assign to one customer.
/// </summary>
/// <param name="Family">The address family.</param>
/// <param name="Bits">The address or its prefix.</param>
internal readonly record struct AddressKey(AddressFamily Family, ulong Bits)
{
    /// <summary>Returns the key of an address. All connections without an address share one key.</summary>
    public static AddressKey FromAddress(IPAddress? address)
    {
        if (address is null)
            return default;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int length) && length == 16
            ? new AddressKey(address.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : new AddressKey(address.AddressFamily, BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }
}
