using System.Net;
using System.Net.Sockets;

namespace Scim.Silo.Deployments;

/// <summary>
/// Finds a port for the silo of an embedded cluster, to which no other process connects.
/// </summary>
internal static class LoopbackPort
{
    /// <summary>Returns a port of the loopback address that is currently free.</summary>
    public static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
