using System.Text;

namespace Scim.Conformance.Tests.Startup;

/// <summary>Secrets are shown once and never stored in clear text.</summary>
public sealed class SecretsAtRestTests
{
    [Fact]
    public async Task DataFolder_AfterUse_ContainsNoClearTextSecret()
    {
        const string Password = "correct-horse-battery-staple-1";
        await using ScimServer server = await ScimServer.StartAsync(new ServerSettings { OperatorKey = null });
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (string id, string revoked) = await server.Operator.IssueTokenAsync(tenant.Id, "revoked");
        (await server.Operator.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}/tokens/{id}")).AssertStatus(204);
        string user = await tenant.Scim.CreateUserAsync(
            "has.a.password",
            new { password = Password, displayName = "Needle In The Haystack" }
        );
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("password", Password + "2"))
            )
        ).AssertStatus(200, 204);

        Assert.NotEmpty(FindFilesContaining(server.DataFolder, "Needle In The Haystack"));
        foreach (string secret in new[] { server.DemoToken!, server.OperatorKey, tenant.Token, revoked, Password })
        {
            Assert.Empty(FindFilesContaining(server.DataFolder, secret));
            Assert.Empty(
                FindFilesContaining(
                    server.DataFolder,
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')
                )
            );
        }
        await server.StopAsync();
        Assert.Empty(FindFilesContaining(server.DataFolder, tenant.Token));
        Assert.DoesNotContain(tenant.Token, server.Process.AllOutput, StringComparison.Ordinal);
    }

    private static string[] FindFilesContaining(string folder, string text)
    {
        byte[] needle = Encoding.UTF8.GetBytes(text);
        return
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => ReadShared(file).AsSpan().IndexOf(needle) >= 0),
        ];
    }

    private static byte[] ReadShared(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException)
        {
            // The lock file that keeps a second process out; it is empty.
            Assert.EndsWith("lock", file, StringComparison.OrdinalIgnoreCase);
            return [];
        }
    }
}
