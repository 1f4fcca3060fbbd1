using System.Diagnostics;
using Scim.Deploy.Tests.Files;
using Scim.Testing.Server;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>
/// A systemd of the test's own that has the services of <c>deploy/systemd</c>; see <c>machine.sh</c>. What it changes
/// is gone with it.
/// </summary>
internal sealed class SystemdContainer : IAsyncDisposable
{
    private const string ScriptPath = "tests/Scim.Deploy.Tests/Systemd/machine.sh";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string _scratch = Directory.CreateTempSubdirectory("scim-machine-").FullName;
    private readonly Process _process;
    private string _initProcessId = "";

    private SystemdContainer()
    {
        string[] units =
        [
            .. RepositoryFiles
                .ListFiles("deploy/systemd", "*.service")
                .Select(u => Path.Combine(RepositoryFiles.Root, u)),
        ];
        _process = StartAsync(
            "bash",
            [
                Path.Combine(RepositoryFiles.Root, ScriptPath),
                _scratch,
                Path.GetDirectoryName(ProgramAssemblies.SiloAssembly)!,
                Path.GetDirectoryName(ProgramAssemblies.GatewayAssembly)!,
                .. units,
            ]
        );
    }

    /// <summary>Starts one.</summary>
    public static async Task<SystemdContainer> StartAsync()
    {
        var machine = new SystemdContainer();
        try
        {
            string? line = await machine
                ._process.StandardOutput.ReadLineAsync()
                .WaitAsync(StartTimeout);
            if (line?.Split(' ') is not ["process", { } first])
                Assert.Fail(
                    $"The services cannot be tried here. {await machine._process.StandardError.ReadToEndAsync().WaitAsync(StartTimeout)}"
                );
            machine._initProcessId = line!.Split(' ')[1];
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command in the machine and expects it to succeed.</summary>
    /// <returns>What it printed, without the space around it.</returns>
    public async Task<string> RunCommandAsync(params string[] command)
    {
        (int code, string output) = await TryRunCommandAsync(null, command);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>Writes a file into the machine that only root may read.</summary>
    public async Task WriteFileAsync(string path, string text)
    {
        (int code, string output) = await TryRunCommandAsync(
            text,
            "install",
            "-m",
            "0600",
            "/dev/stdin",
            path
        );
        Assert.True(code == 0, $"{path} could not be written:\n{output}");
    }

    /// <summary>A property that systemd tells of a unit.</summary>
    public Task<string> GetUnitPropertyAsync(string unit, string name) =>
        RunCommandAsync("systemctl", "show", unit, $"--property={name}", "--value");

    /// <summary>What a unit wrote to the journal.</summary>
    public Task<string> ReadJournalAsync(string unit) =>
        RunCommandAsync("journalctl", "--unit", unit, "--no-pager", "--output=cat");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private static Process StartAsync(string program, IEnumerable<string> arguments)
    {
        string[] line =
            Environment.UserName == "root"
                ? [program, .. arguments]
                : ["sudo", "-n", program, .. arguments];
        return Process.Start(
            new ProcessStartInfo(line[0], line[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private async Task<(int Code, string Output)> TryRunCommandAsync(
        string? input,
        params string[] command
    )
    {
        using Process process = StartAsync(
            "nsenter",
            ["--target", _initProcessId, "--all", .. command]
        );
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}".Trim());
    }
}
