using System.Diagnostics;
using Scim.Deploy.Tests.Files;
using Scim.Testing.Server;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>
/// A container that runs systemd with the services of <c>deploy/systemd</c>; see <c>container.sh</c>. Its changes to
/// the file system are discarded.
/// </summary>
internal sealed class SystemdContainer : IAsyncDisposable
{
    private const string ScriptPath = "tests/Scim.Deploy.Tests/Systemd/container.sh";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string _scratch = Directory.CreateTempSubdirectory("scim-container-").FullName;
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
        _process = StartProcess(
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

    /// <summary>Starts a container.</summary>
    public static async Task<SystemdContainer> StartAsync()
    {
        var container = new SystemdContainer();
        try
        {
            string? line = await container._process.StandardOutput.ReadLineAsync().WaitAsync(StartTimeout);
            if (line?.Split(' ') is not ["process", { } first])
                Assert.Fail(
                    $"systemd could not be started. {await container._process.StandardError.ReadToEndAsync().WaitAsync(StartTimeout)}"
                );
            container._initProcessId = line!.Split(' ')[1];
            return container;
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command in the container; fails the test if the command fails.</summary>
    /// <returns>The trimmed output.</returns>
    public async Task<string> RunCommandAsync(params string[] command)
    {
        (int code, string output) = await TryRunCommandAsync(null, command);
        Assert.True(code == 0, $"{string.Join(' ', command)} exited with code {code}:\n{output}");
        return output;
    }

    /// <summary>Writes a file in the container that only root can read.</summary>
    public async Task WriteFileAsync(string path, string text)
    {
        (int code, string output) = await TryRunCommandAsync(text, "install", "-m", "0600", "/dev/stdin", path);
        Assert.True(code == 0, $"Could not write {path}:\n{output}");
    }

    /// <summary>Returns a property of a unit.</summary>
    public Task<string> GetUnitPropertyAsync(string unit, string name) =>
        RunCommandAsync("systemctl", "show", unit, $"--property={name}", "--value");

    /// <summary>Returns the journal of a unit.</summary>
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

    private static Process StartProcess(string program, IEnumerable<string> arguments)
    {
        string[] line =
            Environment.UserName == "root" ? [program, .. arguments] : ["sudo", "-n", program, .. arguments];
        return Process.Start(
            new ProcessStartInfo(line[0], line[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private async Task<(int Code, string Output)> TryRunCommandAsync(string? input, params string[] command)
    {
        using Process process = StartProcess("nsenter", ["--target", _initProcessId, "--all", .. command]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}".Trim());
    }
}
