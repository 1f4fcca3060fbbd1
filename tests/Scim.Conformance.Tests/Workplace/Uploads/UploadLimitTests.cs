using System.Globalization;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>
/// A file that exceeds a limit is rejected with the limit's name and changes nothing; a file at the limit is accepted.
/// </summary>
public sealed class UploadLimitTests(UploadLimitTests.SmallLimitsServer small)
    : IClassFixture<UploadLimitTests.SmallLimitsServer>
{
    private const int MaxBytes = 20_000,
        MaxRows = 50,
        MaxRow = 600,
        MaxCell = 100,
        MaxColumns = 5;

    [Theory]
    [InlineData(MaxBytes, 202)]
    [InlineData(MaxBytes + 1, 413)]
    [InlineData(MaxBytes * 3, 413)]
    public async Task Upload_OfLargeFile_IsRejectedAboveMaxBytes(int bytes, int status)
    {
        string csv = "userName,title\nada,x\n";
        csv += string.Concat(Enumerable.Repeat("\n", bytes - csv.Length));
        await AssertUploadAsync(csv, status, "MaxBytes");
    }

    [Theory]
    [InlineData(MaxRows, 202)]
    [InlineData(MaxRows + 1, 413)]
    public async Task Upload_OfManyRows_IsRejectedAboveMaxRows(int rows, int status) =>
        await AssertUploadAsync(
            "userName\n"
                + string.Concat(
                    Enumerable.Range(1, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"u{i}\n"))
                ),
            status,
            "MaxRows"
        );

    [Theory]
    [InlineData(MaxCell, 202)]
    [InlineData(MaxCell + 1, 400)]
    public async Task Upload_OfLongCell_IsRejectedAboveMaxCellLength(int length, int status) =>
        await AssertUploadAsync(
            $"userName,title\nada,{new string('x', length)}\n",
            status,
            "Line 2, column 2: the cell is longer than 100"
        );

    [Theory]
    [InlineData(MaxRow, 202)]
    [InlineData(MaxRow + 1, 400)]
    public async Task Upload_OfLongRow_IsRejectedAboveMaxRowLength(int length, int status)
    {
        // Escaped quotation marks count twice for the row and once for the cell. The line ending counts for the row.
        string row =
            $"ada{new string('a', length - MaxRow)},{CreateQuotes(100)},{CreateQuotes(100)},{CreateQuotes(92)},\"\"\n";
        Assert.Equal(length, row.Length);
        await AssertUploadAsync(
            $"userName,title,nickName,locale,timezone\n{row}",
            status,
            "Line 2: the row is longer than 600 characters"
        );

        static string CreateQuotes(int number) => $"\"{new string('"', number * 2)}\"";
    }

    [Theory]
    [InlineData(MaxColumns, 202)]
    [InlineData(MaxColumns + 1, 400)]
    public async Task Upload_OfManyColumns_IsRejectedAboveMaxColumns(int columns, int status)
    {
        string header = string.Join(
            ',',
            new[] { "userName", "title", "nickName", "locale", "timezone", "userType" }.Take(columns)
        );
        await AssertUploadAsync(
            $"{header}\nada{new string(',', columns - 1)}\n",
            status,
            "Line 1: the row has 6 cells, but the limit is 5"
        );
    }

    [Fact]
    public async Task Upload_WithUnterminatedQuote_IsRejectedWithoutReadingOn() =>
        await AssertUploadAsync(
            $"userName,title\nada,\"{string.Concat(Enumerable.Repeat("x\n", 5000))}",
            400,
            "Line 2: the row is longer than 600 characters"
        );

    [Fact]
    public async Task Upload_DuringAnotherUpload_IsConflict()
    {
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string>
                {
                    ["Scim__Uploads__MaxRunning"] = "1",
                    ["Scim__Uploads__Parallelism"] = "1",
                },
            }
        );
        TestTenant tenant = await server.Operator.CreateTenantAsync(),
            other = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string first = await api.StartUploadAsync(UploadSteps.CreateUserRows("a", 1, 10_000));
        Assert.Contains(
            "limit of 1 running uploads",
            (await api.SendFileAsync("userName\nada\n")).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        await (await other.CreateWorkplaceClientAsync()).RunUploadAsync("userName\nada\n");
        (await api.PostAsync($"/uploads/{first}/cancel")).AssertStatus(204);
        await api.RunUploadAsync("userName\nada\n");
    }

    private async Task<WorkplaceClient> CreateClientAsync() =>
        await (await small.Server.Operator.CreateTenantAsync()).CreateWorkplaceClientAsync();

    private async Task AssertUploadAsync(string csv, int status, string problem)
    {
        WorkplaceClient api = await CreateClientAsync();
        ScimResponse answer = (await api.SendFileAsync(csv)).AssertStatus(status);
        if (status == 202)
        {
            Assert.Equal("succeeded", (await api.WaitForEndAsync(answer.Id)).GetText("/state"));
            return;
        }

        Assert.Contains(problem, answer.GetText("/detail"), StringComparison.Ordinal);
        Assert.Equal(0, (await api.GetAsync("/uploads")).AssertStatus(200).GetElement("/uploads").GetArrayLength());
    }

    /// <summary>A server with small limits.</summary>
    public sealed class SmallLimitsServer : IAsyncLifetime
    {
        public ScimServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await ScimServer.StartAsync(
                new ServerSettings
                {
                    Environment = new Dictionary<string, string>
                    {
                        ["Scim__Uploads__MaxBytes"] = CreateText(MaxBytes),
                        ["Scim__Uploads__MaxRows"] = CreateText(MaxRows),
                        ["Scim__Uploads__MaxRowLength"] = CreateText(MaxRow),
                        ["Scim__Uploads__MaxCellLength"] = CreateText(MaxCell),
                        ["Scim__Uploads__MaxColumns"] = CreateText(MaxColumns),
                    },
                }
            );

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private static string CreateText(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
