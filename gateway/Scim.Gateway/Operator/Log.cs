using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>
/// Log messages of the operator API, event ids 3200 to 3299. They contain ids only, no names and no secrets.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Information, "The operator created tenant {Tenant} (request {RequestId})")]
    public static partial void TenantCreated(ILogger logger, string tenant, string requestId);

    [LoggerMessage(
        3210,
        LogLevel.Information,
        "The operator updated tenant {Tenant}, state {State} (request {RequestId})"
    )]
    public static partial void TenantUpdated(ILogger logger, string tenant, string state, string requestId);

    [LoggerMessage(3202, LogLevel.Information, "The operator deleted tenant {Tenant} (request {RequestId})")]
    public static partial void TenantDeleted(ILogger logger, string tenant, string requestId);

    [LoggerMessage(
        3203,
        LogLevel.Information,
        "The operator issued token {TokenId} of tenant {Tenant} (request {RequestId})"
    )]
    public static partial void TokenIssued(ILogger logger, string tokenId, string tenant, string requestId);

    [LoggerMessage(
        3204,
        LogLevel.Information,
        "The operator revoked token {TokenId} of tenant {Tenant} (request {RequestId})"
    )]
    public static partial void TokenRevoked(ILogger logger, string tokenId, string tenant, string requestId);

    [LoggerMessage(
        3206,
        LogLevel.Information,
        "The operator created client {ClientId} of tenant {Tenant} (request {RequestId})"
    )]
    public static partial void ClientCreated(ILogger logger, string clientId, string tenant, string requestId);

    [LoggerMessage(
        3207,
        LogLevel.Information,
        "The operator deleted client {ClientId} of tenant {Tenant} (request {RequestId})"
    )]
    public static partial void ClientDeleted(ILogger logger, string clientId, string tenant, string requestId);

    [LoggerMessage(
        3208,
        LogLevel.Information,
        "The operator changed a {Kind} of tenant {Tenant}, schemas version {Version} (request {RequestId})"
    )]
    public static partial void SchemasChanged(
        ILogger logger,
        SchemaRegistrationType kind,
        string tenant,
        long version,
        string requestId
    );

    [LoggerMessage(
        3205,
        LogLevel.Information,
        "The operator changed the settings of tenant {Tenant} (request {RequestId})"
    )]
    public static partial void SettingsChanged(ILogger logger, string tenant, string requestId);
}
