using System.Globalization;
using System.Text;
using System.Text.Json;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>Common steps of upload tests.</summary>
public static class UploadSteps
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    /// <summary>Uploads a file.</summary>
    public static Task<ScimResponse> SendFileAsync(this WorkplaceClient api, object csv, string query = "") =>
        api.SendAsync("POST", $"/uploads{query}", csv, ("Content-Type", "text/csv"));

    /// <summary>Uploads a file, which must be accepted.</summary>
    /// <returns>The upload's id.</returns>
    public static async Task<string> StartUploadAsync(this WorkplaceClient api, object csv, string query = "")
    {
        ScimResponse accepted = (await api.SendFileAsync(csv, query)).AssertStatus(202);
        Assert.EndsWith($"/api/uploads/{accepted.Id}", accepted.GetHeader("Location"), StringComparison.Ordinal);
        return accepted.Id;
    }

    /// <summary>Waits for an upload to end.</summary>
    public static async Task<ScimResponse> WaitForEndAsync(this WorkplaceClient api, string id)
    {
        ScimResponse read = (await api.GetAsync($"/uploads/{id}")).AssertStatus(200);
        await Polling.WaitUntilAsync(
            async () =>
                (read = (await api.GetAsync($"/uploads/{id}")).AssertStatus(200)).GetText("/state") != "running",
            Timeout,
            () => $"the upload did not end: {read.Body}"
        );
        return read;
    }

    /// <summary>Uploads a file and waits until it succeeds.</summary>
    public static async Task<ScimResponse> RunUploadAsync(this WorkplaceClient api, object csv, string query = "")
    {
        ScimResponse ended = await api.WaitForEndAsync(await api.StartUploadAsync(csv, query));
        Assert.Equal("succeeded", ended.GetText("/state"));
        return ended;
    }

    /// <summary>The counters of an upload: total, processed, failed, created, updated, unchanged.</summary>
    public static int[] GetCounts(this ScimResponse upload) =>
        [
            upload.GetInt32("/rows/total"),
            upload.GetInt32("/rows/done"),
            upload.GetInt32("/rows/failed"),
            upload.GetInt32("/rows/created"),
            upload.GetInt32("/rows/updated"),
            upload.GetInt32("/rows/unchanged"),
        ];

    /// <summary>Fails unless <see cref="GetCounts"/> returns the given values.</summary>
    public static void AssertCounts(this ScimResponse upload, params int[] counts) =>
        Assert.Equal(counts, upload.GetCounts());

    /// <summary>The errors of an upload, each as "line column: detail".</summary>
    public static async Task<string[]> ReadErrorsAsync(this WorkplaceClient api, string id) =>
        [
            .. (await api.GetAsync($"/uploads/{id}/errors"))
                .AssertStatus(200)
                .GetElement("/errors")
                .EnumerateArray()
                .Select(e => $"{e.GetProperty("line").GetInt64()} {GetText(e, "column")}: {GetText(e, "detail")}"),
        ];

    /// <summary>A file of users with consecutive numbers.</summary>
    public static string CreateUserRows(string prefix, int from, int count, Func<int, string>? groups = null)
    {
        var text = new StringBuilder(
            "userName,externalId,active,displayName,name.givenName,name.familyName,title,email,department,groups\r\n"
        );
        for (int i = from; i < from + count; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{prefix}{i},{prefix}x{i},true,\"Person, {i}\",Given{i},Family{i},Engineer,"
                    + $"{prefix}{i}@example.com,R&D,{groups?.Invoke(i)}\r\n"
            );
        return text.ToString();
    }

    /// <summary>The user with a userName; fails if there is none.</summary>
    public static async Task<JsonElement> FindUserAsync(this TestTenant tenant, string userName)
    {
        ScimResponse found = (
            await tenant.Scim.QueryResourcesAsync("/Users", $"userName eq \"{userName}\"")
        ).AssertStatus(200);
        return Assert.Single(found.Resources);
    }

    /// <summary>The id of the group with a displayName, or null.</summary>
    public static async Task<string?> FindGroupAsync(this TestTenant tenant, string name)
    {
        ScimResponse found = (
            await tenant.Scim.QueryResourcesAsync(
                "/Groups",
                $"displayName eq \"{name}\"",
                "&excludedAttributes=members"
            )
        ).AssertStatus(200);
        return found.Resources.Count == 0 ? null : Assert.Single(found.Resources).GetProperty("id").GetString();
    }

    private static string GetText(JsonElement e, string name) => e.GetProperty(name).GetString() ?? "-";
}
