using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Scim.Testing.Postgres;

/// <summary>A PostgreSQL server for tests, in a temporary folder and on a loopback port.</summary>
/// <remarks>
/// It is as durable as in production (<c>fsync</c> is on). Its locale does not compare bytewise, so a missing
/// <c>COLLATE</c> is detected. It ends with this process, even when this process is killed.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string SuperUser = "tests";

    // Waits for a line of input or for the end of the input. A line means that the server was stopped by the tests. The
    // end of the input means that this process has ended; the script then stops the server and removes its folder.
    private const string WatchdogScript = """
        folder=$1; shift
        "$@" & server=$!
        if read -r kept; then wait $server; else kill -QUIT $server; wait $server; rm -rf "$folder"; fi
        """;

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync());
    private readonly string _folder;
    private readonly IReadOnlyList<string> _settings;
    private Process? _process;
    private int _databaseCount;

    private PostgresServer(string folder, int port, IReadOnlyList<string> settings) =>
        (_folder, Port, _settings) = (folder, port, settings);

    /// <summary>The server that all tests of this process share. It is started on first use.</summary>
    public static Task<PostgresServer> Shared => SharedServer.Value;

    /// <summary>The server's port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The server's process id, for sending signals.</summary>
    public int ProcessId =>
        int.Parse(
            File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(),
            CultureInfo.InvariantCulture
        );

    /// <summary>Creates and starts a server.</summary>
    /// <param name="settings">Additional settings, such as <c>max_connections=20</c>.</param>
    public static async Task<PostgresServer> StartAsync(params IReadOnlyList<string> settings)
    {
        string folder = Directory.CreateTempSubdirectory("scim-postgres-").FullName;
        if (ProcessRunner.UnprivilegedUser is { } user)
            await ProcessRunner.RunProcessAsync(ProcessRunner.CreateStartInfo(null, "chown", user, folder));
        string data = Path.Combine(folder, "data");
        await ProcessRunner.RunProcessAsync(
            ProcessRunner.CreateStartInfo(
                ProcessRunner.UnprivilegedUser,
                PostgresExecutables.FindExecutable("initdb"),
                "-D",
                data,
                "-U",
                SuperUser,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en-US",
                "--no-sync"
            )
        );
        var server = new PostgresServer(folder, FindFreePort(), settings);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the server again after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The server is already running.</exception>
    public async Task StartAsync()
    {
        if (_process is not null)
            throw new InvalidOperationException("The server is already running.");
        string[] settings =
        [
            $"port={Port}",
            "listen_addresses=127.0.0.1",
            $"unix_socket_directories={_folder}",
            "max_connections=200",
            "log_min_messages=fatal",
            .. _settings,
        ];
        ProcessStartInfo start = ProcessRunner.CreateStartInfo(
            ProcessRunner.UnprivilegedUser,
            "/bin/sh",
            [
                "-c",
                WatchdogScript,
                "sh",
                _folder,
                PostgresExecutables.FindExecutable("postgres"),
                "-D",
                Path.Combine(_folder, "data"),
                .. settings.SelectMany(s => new[] { "-c", s }),
            ]
        );
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync();
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>The superuser's connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"db{Interlocked.Increment(ref _databaseCount)}_{Environment.ProcessId}";
        await ExecuteSqlAsync("postgres", $"CREATE DATABASE {name}");
        return GetConnectionString(name);
    }

    /// <summary>A connection string. Its timeouts are long, because a machine that runs tests is busy.</summary>
    public string GetConnectionString(string database, string user = SuperUser) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={user};Timeout=60;Command Timeout=120";

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteSqlAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(GetConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends the server immediately, as a crash does; it recovers at the next start.</summary>
    public Task KillAsync() => SendSignalAsync("-QUIT");

    /// <summary>Stops the server gracefully; open connections are terminated.</summary>
    public Task StopAsync() => SendSignalAsync("-INT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        await ProcessRunner.RunProcessAsync(ProcessRunner.CreateStartInfo(null, "rm", "-rf", _folder));
    }

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task SendSignalAsync(string signal)
    {
        if (_process is not { } process)
            return;
        await ProcessRunner.RunProcessAsync(
            ProcessRunner.CreateStartInfo(null, "kill", signal, ProcessId.ToString(CultureInfo.InvariantCulture))
        );
        await process.StandardInput.WriteLineAsync("kept");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await ExecuteSqlAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!timeout.IsCancellationRequested && !_process!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), timeout.Token);
            }
        }
    }
}
