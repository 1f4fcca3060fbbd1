using System.Diagnostics;
using Scim.Conformance.Tests.Server;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>A systemd of the test's own that has the services of <c>deploy/systemd</c>; see <c>machine.sh</c>. What it changes is gone with it.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private const string Script = "tests/Scim.Deploy.Tests/Systemd/machine.sh";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly string _scratch = Directory.CreateTempSubdirectory("scim-machine-").FullName;
    private readonly Process _process;
    private string _first = "";

    private Machine()
    {
        string[] units = [.. Repository.Below("deploy/systemd", "*.service").Select(u => Path.Combine(Repository.Root, u))];
        _process = Start(
            "bash", [Path.Combine(Repository.Root, Script), _scratch, Path.GetDirectoryName(SiloProgram.Assembly)!, Path.GetDirectoryName(SiloProgram.GatewayAssembly)!, .. units]);
    }

    /// <summary>Starts one.</summary>
    public static async Task<Machine> Start()
    {
        var machine = new Machine();
        try
        {
            string? line = await machine._process.StandardOutput.ReadLineAsync().WaitAsync(StartTime);
            if (line?.Split(' ') is not ["process", { } first])
                Assert.Fail($"The services cannot be tried here. {await machine._process.StandardError.ReadToEndAsync().WaitAsync(StartTime)}");
            machine._first = line!.Split(' ')[1];
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
    public async Task<string> Run(params string[] command)
    {
        (int code, string output) = await Try(null, command);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>Writes a file into the machine that only root may read.</summary>
    public async Task Write(string path, string text)
    {
        (int code, string output) = await Try(text, "install", "-m", "0600", "/dev/stdin", path);
        Assert.True(code == 0, $"{path} could not be written:\n{output}");
    }

    /// <summary>A property that systemd tells of a unit.</summary>
    public Task<string> Property(string unit, string name) => Run("systemctl", "show", unit, $"--property={name}", "--value");

    /// <summary>What a unit wrote to the journal.</summary>
    public Task<string> Journal(string unit) => Run("journalctl", "--unit", unit, "--no-pager", "--output=cat");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        string[] line = Environment.UserName == "root" ? [program, .. arguments] : ["sudo", "-n", program, .. arguments];
        return Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private async Task<(int Code, string Output)> Try(string? input, params string[] command)
    {
        using Process process = Start("nsenter", ["--target", _first, "--all", .. command]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}".Trim());
    }
}
