using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>Uploads as tests make them.</summary>
public static class UploadSteps
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Sends a file.</summary>
    public static Task<ScimResponse> SendFile(this WorkplaceClient api, object csv, string query = "") =>
        api.Send("POST", $"/uploads{query}", csv, ("Content-Type", "text/csv"));

    /// <summary>Sends a file that is taken; returns the upload's id.</summary>
    public static async Task<string> Begin(this WorkplaceClient api, object csv, string query = "")
    {
        ScimResponse accepted = (await api.SendFile(csv, query)).Expect(202);
        Assert.EndsWith($"/api/uploads/{accepted.Id}", accepted.Header("Location"), StringComparison.Ordinal);
        return accepted.Id;
    }

    /// <summary>Waits for an upload's end.</summary>
    public static async Task<ScimResponse> End(this WorkplaceClient api, string id)
    {
        ScimResponse read = (await api.Get($"/uploads/{id}")).Expect(200);
        await Eventually.Holds(
            async () => (read = (await api.Get($"/uploads/{id}")).Expect(200)).Text("/state") != "running", Patience, () => $"the upload does not end: {read.Body}");
        return read;
    }

    /// <summary>Sends a file and waits for the end, which must be success.</summary>
    public static async Task<ScimResponse> Run(this WorkplaceClient api, object csv, string query = "")
    {
        ScimResponse ended = await api.End(await api.Begin(csv, query));
        Assert.Equal("succeeded", ended.Text("/state"));
        return ended;
    }

    /// <summary>Total, done, failed, created, updated, unchanged.</summary>
    public static int[] Counts(this ScimResponse upload) =>
        [upload.Int("/rows/total"), upload.Int("/rows/done"), upload.Int("/rows/failed"), upload.Int("/rows/created"), upload.Int("/rows/updated"), upload.Int("/rows/unchanged")];

    /// <summary>Fails unless these are the <see cref="Counts"/>.</summary>
    public static void ExpectCounts(this ScimResponse upload, params int[] counts) => Assert.Equal(counts, upload.Counts());

    /// <summary>The errors of an upload as "line column: detail".</summary>
    public static async Task<string[]> ErrorsOf(this WorkplaceClient api, string id) =>
    [
        .. (await api.Get($"/uploads/{id}/errors")).Expect(200).At("/errors").EnumerateArray()
            .Select(e => $"{e.GetProperty("line").GetInt64()} {Text(e, "column")}: {Text(e, "detail")}"),
    ];

    /// <summary>A file of users who have a number each.</summary>
    public static string People(string prefix, int from, int count, Func<int, string>? groups = null)
    {
        var text = new StringBuilder("userName,externalId,active,displayName,name.givenName,name.familyName,title,email,department,groups\r\n");
        for (int i = from; i < from + count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{prefix}{i},{prefix}x{i},true,\"Person, {i}\",Given{i},Family{i},Engineer,{prefix}{i}@example.com,R&D,{groups?.Invoke(i)}\r\n");
        return text.ToString();
    }

    /// <summary>The user with a name; a failure when there is none.</summary>
    public static async Task<JsonElement> UserNamed(this TestTenant tenant, string userName)
    {
        ScimResponse found = (await tenant.Scim.Query("/Users", $"userName eq \"{userName}\"")).Expect(200);
        return Assert.Single(found.Resources);
    }

    /// <summary>The id of the group with a name, or null.</summary>
    public static async Task<string?> GroupNamed(this TestTenant tenant, string name)
    {
        ScimResponse found = (await tenant.Scim.Query("/Groups", $"displayName eq \"{name}\"", "&excludedAttributes=members")).Expect(200);
        return found.Resources.Count == 0 ? null : Assert.Single(found.Resources).GetProperty("id").GetString();
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString() ?? "-";
}
