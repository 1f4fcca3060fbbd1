using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Scim.Benchmarks.Servers;

/// <summary>A server process that the benchmark starts; it is killed when the benchmark exits.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private static readonly HashSet<Process> RunningProcesses = [];
    private readonly Process _process;
    private readonly List<string> _output = [];

    static ServerProcess() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (Process process in RunningProcesses)
                KillProcess(process);
        };

    private ServerProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        RunningProcesses.Add(_process);
        _process.OutputDataReceived += (_, line) => AppendOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => AppendOutput(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The lines it has printed so far.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output)
                return [.. _output];
        }
    }

    /// <summary>Starts a program, without the <c>Scim__</c> variables of the current environment.</summary>
    public static ServerProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (
            string name in start
                .Environment.Keys.Where(k => k.StartsWith("Scim__", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ServerProcess(start);
    }

    /// <summary>Waits until <paramref name="ready"/> returns true.</summary>
    /// <exception cref="InvalidOperationException">The program exited, or was not ready within two minutes.</exception>
    public async Task WaitUntilAsync(Func<Task<bool>> ready)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await ready())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException(
                    $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} "
                        + $"did not become ready. Output:\n{string.Join('\n', Output)}"
                );
            await Task.Delay(2);
        }
    }

    /// <summary>Requests a graceful shutdown and waits for the process to exit.</summary>
    public async Task StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(StopTimeout);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        KillProcess(_process);
        await _process.WaitForExitAsync();
        RunningProcesses.Remove(_process);
        _process.Dispose();
    }

    /// <summary>Returns a loopback port that is currently not in use.</summary>
    public static int GetFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void KillProcess(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // The process has already exited.
        }
    }

    private void AppendOutput(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
    }
}
