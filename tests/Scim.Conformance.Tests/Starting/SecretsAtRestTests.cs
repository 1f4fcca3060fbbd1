using System.Text;

namespace Scim.Conformance.Tests.Starting;

/// <summary>Secrets are shown once and kept nowhere.</summary>
public sealed class SecretsAtRestTests
{
    [Fact]
    public async Task DataFolder_AfterUse_HoldsNoSecretInClear()
    {
        const string Password = "correct-horse-battery-staple-1";
        await using ScimServer server = await ScimServer.Start(new ServerSettings { OperatorKey = null });
        TestTenant tenant = await server.Operator.NewTenant();
        (string id, string revoked) = await server.Operator.IssueToken(tenant.Id, "revoked");
        (await server.Operator.Send("DELETE", $"/tenants/{tenant.Id}/tokens/{id}")).Expect(204);
        string user = await tenant.Scim.CreateUser("has.a.password", new { password = Password, displayName = "Needle In The Haystack" });
        (await tenant.Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("password", Password + "2")))).Expect(200, 204);

        Assert.NotEmpty(FilesWith(server.DataFolder, "Needle In The Haystack"));
        foreach (string secret in new[] { server.DemoToken!, server.OperatorKey, tenant.Token, revoked, Password })
        {
            Assert.Empty(FilesWith(server.DataFolder, secret));
            Assert.Empty(FilesWith(server.DataFolder, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')));
        }
        await server.Stop();
        Assert.Empty(FilesWith(server.DataFolder, tenant.Token));
        Assert.DoesNotContain(tenant.Token, server.Process.Printed, StringComparison.Ordinal);
    }

    private static string[] FilesWith(string folder, string text)
    {
        byte[] needle = Encoding.UTF8.GetBytes(text);
        return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Read(file).AsSpan().IndexOf(needle) >= 0)];
    }

    private static byte[] Read(string file)
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
            // The lock that keeps a second process out; nothing is in it.
            Assert.EndsWith("lock", file, StringComparison.OrdinalIgnoreCase);
            return [];
        }
    }
}
