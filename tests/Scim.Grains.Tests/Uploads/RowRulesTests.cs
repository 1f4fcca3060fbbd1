using System.Text;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests.Uploads;

/// <summary>Tests the parsing of files into rows, and of rows into the bodies that create and change users.</summary>
public sealed class RowRulesTests
{
    private static readonly CsvLimits Limits = new(1000, 200, 20);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task Next_OfFileInPieces_IsIndependentOfTheirBoundaries(int pieceSize)
    {
        byte[] file =
        [
            .. Encoding.UTF8.Preamble,
            .. Encoding.UTF8.GetBytes("userName,title\r\n\r\nzoë,\"a\r\nb \"\"c\"\"\"\r\n日本,😀,\n"),
        ];
        List<CsvRow> rows = await ReadRowsAsync(file, pieceSize);
        Assert.Equal(["userName", "title"], rows[0].Cells);
        Assert.Equal((2L, 3L), (rows[1].Number, rows[1].Line));
        Assert.Equal(["zoë", "a\r\nb \"c\""], rows[1].Cells);
        Assert.Equal(5, rows[2].Line);
        Assert.Equal(["日本", "😀", ""], rows[2].Cells);
    }

    [Theory]
    [InlineData("email", "a@b.example", """{"emails":[{"value":"a@b.example","type":"work","primary":true}]}""")]
    [InlineData(
        "emails",
        "a@b.example; c@d.example;a@b.example",
        """{"emails":[{"value":"a@b.example","type":"work","primary":true},{"value":"c@d.example"}]}"""
    )]
    [InlineData("PHONE.Mobile", "'+1", """{"phoneNumbers":[{"value":"+1","type":"mobile","primary":true}]}""")]
    [InlineData("familyName", "Lovelace", """{"name":{"familyName":"Lovelace"}}""")]
    [InlineData(
        "department",
        "R&D",
        """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}"""
    )]
    [InlineData(
        "manager",
        "01900000-0000-7000-8000-000000000007",
        """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"01900000-0000-7000-8000-000000000007"}}}"""
    )]
    [InlineData("active", "No", """{"active":false}""")]
    [InlineData("title", "", "{}")]
    [InlineData("groups", "Sales", "{}")]
    [InlineData("status", "created", "{}")]
    public async Task BuildCreateBody_OfColumn_SetsItsAttribute(string column, string cell, string expected)
    {
        (UploadHeader header, UploadRow row) = await ReadRowAsync(column, cell);
        Assert.Null(row.Error);
        System.Text.Json.Nodes.JsonObject body = RowRules.BuildCreateBody(header, row);
        Assert.Equal("ada", (string?)body["userName"]);
        body.Remove("userName");
        Assert.True(
            System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected), body),
            body.ToJsonString()
        );
    }

    [Theory]
    [InlineData("email", "", EmptyCellHandling.Leave, null)]
    [InlineData("email", "", EmptyCellHandling.Clear, """{"op":"remove","path":"emails[type eq \"work\"]"}""")]
    [InlineData(
        "email",
        "x",
        EmptyCellHandling.Leave,
        """{"op":"replace","path":"emails[type eq \"work\"].value","value":"x"}"""
    )]
    [InlineData("givenName", "", EmptyCellHandling.Clear, """{"op":"remove","path":"name.givenName"}""")]
    [InlineData(
        "division",
        "x",
        EmptyCellHandling.Clear,
        """{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division","value":"x"}"""
    )]
    [InlineData("active", "1", EmptyCellHandling.Clear, """{"op":"replace","path":"active","value":true}""")]
    public async Task BuildPatchBody_OfColumn_CreatesItsOperation(
        string column,
        string cell,
        EmptyCellHandling blanks,
        string? expected
    )
    {
        (UploadHeader header, UploadRow row) = await ReadRowAsync(column, cell);
        System.Text.Json.Nodes.JsonArray operations = RowRules.BuildPatchBody(header, row, blanks)[
            "Operations"
        ]!.AsArray();
        Assert.Equal(expected is null ? 1 : 2, operations.Count);
        if (expected is not null)
            Assert.True(
                System.Text.Json.Nodes.JsonNode.DeepEquals(
                    System.Text.Json.Nodes.JsonNode.Parse(expected),
                    operations[1]
                ),
                operations.ToJsonString()
            );
    }

    [Theory]
    [InlineData("", EmptyCellHandling.Leave, null)]
    [InlineData("", EmptyCellHandling.Clear, "")]
    [InlineData(" Sales ;sales; R&D;", EmptyCellHandling.Leave, "Sales|R&D")]
    public async Task ParseRow_OfGroups_ReturnsEachOnce(string cell, EmptyCellHandling blanks, string? expected)
    {
        (_, UploadRow row) = await ReadRowAsync("groups", cell, blanks);
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
    public void Row_OfCell_IsEscapedForSpreadsheets(string cell, string expected)
    {
        var text = new StringBuilder();
        CsvRowWriter.AppendRow(text, cell, null);
        Assert.Equal(expected + ",\r\n", text.ToString());
    }

    [Fact]
    public void UserId_OfRows_IsDeterministicVersion7InRowOrder()
    {
        var job = new UploadJob
        {
            Tenant = "t",
            Id = "j",
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        string[] ids =
        [
            .. new long[] { 1, 2, 63, 64, 4095, 4096, 1_000_000, 16_000_000 }.Select(row =>
                ImportIds.DeriveUserId(job, row)
            ),
        ];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(7, Guid.Parse(id).Version));
        Assert.Equal(ids[0], ImportIds.DeriveUserId(job, 1));
        Assert.NotEqual(ids[0], ImportIds.DeriveUserId(job with { Tenant = "u" }, 1));
        Assert.NotEqual(ids[0], ImportIds.DeriveUserId(job with { Id = "k" }, 1));
    }

    [Fact]
    public void IsOver_AfterRetention_IsTrue()
    {
        DateTimeOffset end = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        TimeSpan week = TimeSpan.FromDays(7),
            hour = TimeSpan.FromHours(1);
        var job = new UploadJob
        {
            Tenant = "t",
            Id = "j",
            Created = end,
            Ended = end,
            State = UploadState.Cancelled,
        };
        Assert.False(JobRules.IsExpired(job, end + week - TimeSpan.FromTicks(1), week, hour));
        Assert.True(JobRules.IsExpired(job, end + week, week, hour));
        Assert.False(JobRules.IsExpired(job with { State = UploadState.Running }, end + week, week, hour));
        Assert.True(JobRules.IsExpired(job with { State = UploadState.Receiving }, end + hour, week, hour));
    }

    private static async Task<(UploadHeader Header, UploadRow Row)> ReadRowAsync(
        string column,
        string cell,
        EmptyCellHandling blanks = EmptyCellHandling.Leave
    )
    {
        List<CsvRow> rows = await ReadRowsAsync(Encoding.UTF8.GetBytes($"userName,{column}\nada,\"{cell}\"\n"), 4096);
        UploadHeader? header = UploadHeader.Parse(BuiltInResourceTypes.User, rows[0], out CsvError? fault);
        Assert.Null(fault);
        return (header!, RowRules.ParseRow(header!, rows[1], blanks));
    }

    private static async Task<List<CsvRow>> ReadRowsAsync(byte[] file, int pieceSize)
    {
        ReadOnlyMemory<byte>[] pieces = [.. file.Chunk(pieceSize).Select(p => new ReadOnlyMemory<byte>(p))];
        using var rows = new CsvRowReader(
            new UploadTextReader(i =>
                Task.FromResult<ReadOnlyMemory<byte>?>(i < pieces.Length ? pieces[i] : (ReadOnlyMemory<byte>?)null)
            ),
            Limits
        );
        var all = new List<CsvRow>();
        while (await rows.ReadRowAsync() is { } row)
            all.Add(row);
        Assert.Null(rows.Error);
        return all;
    }
}
