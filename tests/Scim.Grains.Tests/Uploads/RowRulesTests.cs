using System.Text;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests.Uploads;

/// <summary>From a file's bytes to rows, and from a row to the bodies that create and change its user.</summary>
public sealed class RowRulesTests
{
    private static readonly CsvLimits Limits = new(1000, 200, 20);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task Next_OfAFileInPieces_IsTheSameWhereverTheyAreCut(int pieceSize)
    {
        byte[] file = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("userName,title\r\n\r\nzoë,\"a\r\nb \"\"c\"\"\"\r\n日本,😀,\n")];
        List<CsvRow> rows = await Rows(file, pieceSize);
        Assert.Equal(["userName", "title"], rows[0].Cells);
        Assert.Equal((2L, 3L), (rows[1].Number, rows[1].Line));
        Assert.Equal(["zoë", "a\r\nb \"c\""], rows[1].Cells);
        Assert.Equal(5, rows[2].Line);
        Assert.Equal(["日本", "😀", ""], rows[2].Cells);
    }

    [Theory]
    [InlineData("email", "a@b.example", """{"emails":[{"value":"a@b.example","type":"work","primary":true}]}""")]
    [InlineData("emails", "a@b.example; c@d.example;a@b.example", """{"emails":[{"value":"a@b.example","type":"work","primary":true},{"value":"c@d.example"}]}""")]
    [InlineData("PHONE.Mobile", "'+1", """{"phoneNumbers":[{"value":"+1","type":"mobile","primary":true}]}""")]
    [InlineData("familyName", "Lovelace", """{"name":{"familyName":"Lovelace"}}""")]
    [InlineData("department", "R&D", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}""")]
    [InlineData("manager", "01900000-0000-7000-8000-000000000007", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"01900000-0000-7000-8000-000000000007"}}}""")]
    [InlineData("active", "No", """{"active":false}""")]
    [InlineData("title", "", "{}")]
    [InlineData("groups", "Sales", "{}")]
    [InlineData("status", "created", "{}")]
    public async Task ForCreate_OfAColumn_GivesItsAttribute(string column, string cell, string expected)
    {
        (UploadHeader header, UploadRow row) = await Read(column, cell);
        Assert.Null(row.Fault);
        System.Text.Json.Nodes.JsonObject body = RowRules.ForCreate(header, row);
        Assert.Equal("ada", (string?)body["userName"]);
        body.Remove("userName");
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected), body), body.ToJsonString());
    }

    [Theory]
    [InlineData("email", "", UploadBlanks.Leave, null)]
    [InlineData("email", "", UploadBlanks.Clear, """{"op":"remove","path":"emails[type eq \"work\"]"}""")]
    [InlineData("email", "x", UploadBlanks.Leave, """{"op":"replace","path":"emails[type eq \"work\"].value","value":"x"}""")]
    [InlineData("givenName", "", UploadBlanks.Clear, """{"op":"remove","path":"name.givenName"}""")]
    [InlineData("division", "x", UploadBlanks.Clear, """{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division","value":"x"}""")]
    [InlineData("active", "1", UploadBlanks.Clear, """{"op":"replace","path":"active","value":true}""")]
    public async Task ForPatch_OfAColumn_GivesItsOperation(string column, string cell, UploadBlanks blanks, string? expected)
    {
        (UploadHeader header, UploadRow row) = await Read(column, cell);
        System.Text.Json.Nodes.JsonArray operations = RowRules.ForPatch(header, row, blanks)["Operations"]!.AsArray();
        Assert.Equal(expected is null ? 1 : 2, operations.Count);
        if (expected is not null) Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected), operations[1]), operations.ToJsonString());
    }

    [Theory]
    [InlineData("", UploadBlanks.Leave, null)]
    [InlineData("", UploadBlanks.Clear, "")]
    [InlineData(" Sales ;sales; R&D;", UploadBlanks.Leave, "Sales|R&D")]
    public async Task Read_OfGroups_GivesEachOnce(string cell, UploadBlanks blanks, string? expected)
    {
        (_, UploadRow row) = await Read("groups", cell, blanks);
        Assert.Equal(expected, row.Groups is null ? null : string.Join('|', row.Groups));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("'=1", "\"'=1\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    public void Row_OfACell_IsTextToASpreadsheet(string cell, string expected)
    {
        var text = new StringBuilder();
        CsvText.Row(text, cell, null);
        Assert.Equal(expected + ",\r\n", text.ToString());
    }

    [Fact]
    public void User_OfRows_AreVersion7IdsInTheirOrderAndTheSameAgain()
    {
        var job = new UploadJob { Tenant = "t", Id = "j", Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        string[] ids = [.. new long[] { 1, 2, 63, 64, 4095, 4096, 1_000_000, 16_000_000 }.Select(row => RowIds.User(job, row))];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(7, Guid.Parse(id).Version));
        Assert.Equal(ids[0], RowIds.User(job, 1));
        Assert.NotEqual(ids[0], RowIds.User(job with { Tenant = "u" }, 1));
        Assert.NotEqual(ids[0], RowIds.User(job with { Id = "k" }, 1));
    }

    [Fact]
    public void IsOver_IsWhenTheTimeAfterTheEndHasPassed()
    {
        DateTimeOffset end = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        TimeSpan week = TimeSpan.FromDays(7), hour = TimeSpan.FromHours(1);
        var job = new UploadJob { Tenant = "t", Id = "j", Created = end, Ended = end, State = UploadState.Cancelled };
        Assert.False(JobRules.IsOver(job, end + week - TimeSpan.FromTicks(1), week, hour));
        Assert.True(JobRules.IsOver(job, end + week, week, hour));
        Assert.False(JobRules.IsOver(job with { State = UploadState.Running }, end + week, week, hour));
        Assert.True(JobRules.IsOver(job with { State = UploadState.Receiving }, end + hour, week, hour));
    }

    private static async Task<(UploadHeader Header, UploadRow Row)> Read(string column, string cell, UploadBlanks blanks = UploadBlanks.Leave)
    {
        List<CsvRow> rows = await Rows(Encoding.UTF8.GetBytes($"userName,{column}\nada,\"{cell}\"\n"), 4096);
        UploadHeader? header = UploadHeader.Read(BuiltInResourceTypes.User, rows[0], out CsvFault? fault);
        Assert.Null(fault);
        return (header!, RowRules.Read(header!, rows[1], blanks));
    }

    private static async Task<List<CsvRow>> Rows(byte[] file, int pieceSize)
    {
        ReadOnlyMemory<byte>[] pieces = [.. file.Chunk(pieceSize).Select(p => new ReadOnlyMemory<byte>(p))];
        using var rows = new CsvRows(new UploadText(i => Task.FromResult<ReadOnlyMemory<byte>?>(i < pieces.Length ? pieces[i] : (ReadOnlyMemory<byte>?)null)), Limits);
        var all = new List<CsvRow>();
        while (await rows.Next() is { } row) all.Add(row);
        Assert.Null(rows.Fault);
        return all;
    }
}
