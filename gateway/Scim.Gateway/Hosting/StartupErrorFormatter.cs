using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Hosting;

/// <summary>Formats the reason why a program did not start as text for its administrator.</summary>
public static class StartupErrorFormatter
{
    /// <summary>
    /// Formats an exception. An unexpected exception is described by the first line of its message, without a stack
    /// trace.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="urls">The URLs to listen on.</param>
    /// <param name="isWrittenForAdministrators">Returns whether the message of an exception names the reason and the
    /// remedy, so that it can be shown as it is.</param>
    public static string FormatError(Exception exception, string urls, Func<Exception, bool> isWrittenForAdministrators)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(isWrittenForAdministrators);
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case OptionsValidationException invalid:
                    return $"Invalid configuration: {string.Join(" ", invalid.Failures)}";
                case AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return $"The port of {urls} is in use by another process. Stop that process, or choose another "
                        + "port with --urls http://localhost:PORT.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return $"The user that runs the program may not listen on {urls}. Choose a port above 1023 with "
                        + "--urls http://localhost:PORT.";
                default:
                    if (isWrittenForAdministrators(e))
                        return e.Message;
                    break;
            }
        }

        return GetFirstLine(exception.GetBaseException().Message);
    }

    private static string GetFirstLine(string message)
    {
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd('.') + ".";
    }
}
