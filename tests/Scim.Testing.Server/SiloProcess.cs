using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Scim.Testing.Server;

/// <summary>One run of the silo program, started as an administrator starts it, with its output.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const int SigTerm = 15,
        SigCont = 18,
        SigStop = 19;
    private static readonly ConcurrentDictionary<SiloProcess, bool> RunningProcesses = [];
    private static readonly string[] RemovedVariables =
    [
        "SCIM__",
        "ASPNETCORE_",
        "DOTNET_URLS",
        "DOTNET_ENVIRONMENT",
        "URLS",
        "LOGGING__",
        "KESTREL__",
        "ORLEANS__",
        "CONNECTIONSTRINGS__",
    ];

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    // An aborted test run must not leave servers running.
    static SiloProcess() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (SiloProcess process in RunningProcesses.Keys)
                process.Kill();
        };

    private SiloProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => AppendLine(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => AppendLine(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        RunningProcesses[this] = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The lines printed to standard output so far.</summary>
    public IReadOnlyList<string> Output => CopyLines(_output);

    /// <summary>The lines printed to standard error so far.</summary>
    public IReadOnlyList<string> Errors => CopyLines(_errors);

    /// <summary>Everything printed so far, for a failure message.</summary>
    public string AllOutput => string.Join('\n', [.. Output, .. Errors]);

    /// <summary>Whether the program has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>
    /// Starts the silo in a working folder. Product settings in this process's environment are not inherited.
    /// </summary>
    /// <param name="workingFolder">The working folder.</param>
    /// <param name="environment">The environment variables to set.</param>
    /// <param name="arguments">The command-line arguments.</param>
    public static SiloProcess Start(
        string workingFolder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => StartProgram(ProgramAssemblies.SiloAssembly, workingFolder, environment, arguments);

    /// <summary>Starts another program of the product in the same way as <see cref="Start"/>.</summary>
    public static SiloProcess StartProgram(
        string assembly,
        string workingFolder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        ProcessStartInfo start = new("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (string name in start.Environment.Keys.ToArray())
        {
            if (RemovedVariables.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new SiloProcess(start);
    }

    /// <summary>Kills the program (SIGKILL), as a power failure does.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // The process had already ended.
        }
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    public void SendTerminate() => _ = SendSignal(_process.Id, SigTerm);

    /// <summary>Suspends the program (SIGSTOP), which simulates a long pause of the machine.</summary>
    public void SendStop() => _ = SendSignal(_process.Id, SigStop);

    /// <summary>Resumes the program after <see cref="SendStop"/> (SIGCONT).</summary>
    public void SendContinue() => _ = SendSignal(_process.Id, SigCont);

    /// <summary>Waits until the program has ended and its output is complete.</summary>
    /// <param name="within">The timeout, after which the test fails.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan within)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(within);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The silo did not end within {within}. It printed:\n{AllOutput}");
        }
        RunningProcesses.TryRemove(this, out _);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        RunningProcesses.TryRemove(this, out _);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);

    private static void AppendLine(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add(line);
    }

    private static string[] CopyLines(List<string> lines)
    {
        lock (lines)
            return [.. lines];
    }
}
