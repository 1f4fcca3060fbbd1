using System.Diagnostics;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>
/// Runs the example "Deactivate, reactivate and delete a user" of deploy/docs/sessions.md as written, with only the
/// server's address replaced.
/// </summary>
public sealed class ReadmeExampleTests(SharedServer server)
{
    [Fact]
    public async Task ReadmeExample_AsWritten_PrintsDocumentedOutput()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (_, string token) = await server.Operator.IssueTokenAsync(
            tenant.Id,
            scopes: ["scim:read", "scim:write", "workplace:read", "workplace:write"]
        );
        string page = await File.ReadAllTextAsync(Path.Combine(FindRoot(), "deploy", "docs", "sessions.md"));
        string section = page[page.IndexOf("## Deactivate, reactivate and delete a user", StringComparison.Ordinal)..];
        int begin = section.IndexOf("```sh\n", StringComparison.Ordinal) + 6;
        string scene = section[begin..section.IndexOf("```", begin, StringComparison.Ordinal)]
            .Replace(
                "http://localhost:5080/tenants/demo",
                $"{server.BaseUrl}/tenants/{tenant.Id}",
                StringComparison.Ordinal
            );

        string shown = await RunBashAsync($"set -eu\nBASE={tenant.Url}\nTOKEN={token}\n{scene}");

        int alive = shown.IndexOf("{\"active\":true,\"sub\":", StringComparison.Ordinal),
            dead = shown.IndexOf("{\"active\":false}", StringComparison.Ordinal);
        int refused = shown.IndexOf("\"reason\":\"inactive\"", StringComparison.Ordinal),
            again = shown.LastIndexOf("\"token\":\"scim_se_", StringComparison.Ordinal);
        Assert.True(alive >= 0 && dead > alive && refused > dead && again > refused, shown);
        Assert.Equal(0, (await tenant.Scim.CountResourcesAsync()).Users);
    }

    private static async Task<string> RunBashAsync(string script)
    {
        using Process bash = Process.Start(
            new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> output = bash.StandardOutput.ReadToEndAsync(),
            errors = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(bash.ExitCode == 0, await output + await errors);
        return await output;
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orleans.Scim.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException("Not inside the repository.");
        return folder;
    }
}
