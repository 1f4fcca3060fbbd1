using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Scim.Testing.Server;

/// <summary>Allocates free TCP ports.</summary>
/// <remarks>
/// Ports are below the range that the system uses for outgoing connections, so a port stays free while its server
/// restarts. No port is allocated twice in one run.
/// </remarks>
public static class PortAllocator
{
    private const int FirstPort = 20_000;
    private const int EndPort = 32_000;
    private static readonly HashSet<int> AllocatedPorts = [];

    /// <summary>A port on the loopback address that is free at the time of the call.</summary>
    public static int AllocatePort()
    {
        lock (AllocatedPorts)
        {
            while (true)
            {
                int port = RandomNumberGenerator.GetInt32(FirstPort, EndPort);
                if (AllocatedPorts.Add(port) && CanBind(port))
                    return port;
            }
        }
    }

    private static bool CanBind(int port)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
