using System.Diagnostics;

namespace Scim.Deploy.Tests.Files;

/// <summary>
/// Tests that the tools that read the deployment files in production accept them. Tools that are not installed are
/// skipped.
/// </summary>
public sealed class DeploymentFileCheckTests
{
    [Fact]
    public async Task Check_WithTheToolsThatAreInstalled_Succeeds()
    {
        using Process check = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(RepositoryFiles.Root, "deploy/check.sh")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> output = check.StandardOutput.ReadToEndAsync(),
            errors = check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0, $"{await output}\n{await errors}");
    }
}
