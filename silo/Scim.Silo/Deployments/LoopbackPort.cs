using System.Net;
using System.Net.Sockets;

namespace Scim.Silo.Deployments;

/// <summary>
/// Finds a port for the one silo of an embedded cluster, which nobody outside the process needs to know.
/// </summary>
internal static class LoopbackPort
{
    /// <summary>A port of the loopback address that is free at the moment.</summary>
    public static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
