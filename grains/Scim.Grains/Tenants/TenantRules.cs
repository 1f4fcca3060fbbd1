using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Profiles;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>Pure functions that turn a tenant's state and a command into the next state or an error.</summary>
internal static class TenantRules
{
    private const int MaxTokens = 100;
    private const int MaxNameLength = 200;
    private const int CursorSecretBytes = 32;

    private static readonly JsonSerializerOptions SettingsJson = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Creates the state of a new tenant.</summary>
    public static ScimResult<TenantState> ApplyCreate(
        TenantState present,
        string id,
        CreateTenant command,
        DateTimeOffset now
    )
    {
        if (present.Exists)
            return new ScimError(ScimErrorKind.Conflict, "The tenant id is already in use. Choose another id.");
        if (!TenantId.IsValid(id))
            return new ScimError(ScimErrorKind.InvalidValue, TenantId.Rule);
        if (command.DisplayName.Length > MaxNameLength)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"displayName must be at most {MaxNameLength} characters long."
            );
        return new TenantState
        {
            Tenant = id,
            Version = present.Version + 1,
            Operation = ChangeOperation.Create,
            Created = now,
            LastModified = now,
            DisplayName = string.IsNullOrWhiteSpace(command.DisplayName) ? id : command.DisplayName,
            CursorSecret = RandomNumberGenerator.GetBytes(CursorSecretBytes),
            SessionKey = RandomNumberGenerator.GetBytes(SessionToken.KeySize),
        };
    }

    /// <summary>
    /// Adds the secrets that a tenant of an earlier version lacks. Returns null when nothing is missing.
    /// </summary>
    public static TenantState? WithSecrets(TenantState present, DateTimeOffset now) =>
        present.CursorSecret.Length > 0 && present.SessionKey.Length > 0
            ? null
            : WithNextVersion(present, now) with
            {
                CursorSecret =
                    present.CursorSecret.Length > 0
                        ? present.CursorSecret
                        : RandomNumberGenerator.GetBytes(CursorSecretBytes),
                SessionKey =
                    present.SessionKey.Length > 0
                        ? present.SessionKey
                        : RandomNumberGenerator.GetBytes(SessionToken.KeySize),
            };

    /// <summary>Changes the name or the state of a tenant.</summary>
    public static ScimResult<TenantState> ApplyUpdate(TenantState present, UpdateTenant command, DateTimeOffset now)
    {
        if (command.DisplayName is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"displayName must be 1 to {MaxNameLength} characters long."
            );
        if (command.State is { } state && !TenantStates.All.Contains(state))
            return new ScimError(ScimErrorKind.InvalidValue, $"state must be {string.Join(" or ", TenantStates.All)}.");
        return WithNextVersion(present, now) with
        {
            DisplayName = command.DisplayName ?? present.DisplayName,
            State = command.State ?? present.State,
        };
    }

    /// <summary>Builds the tombstone of a tenant. Only the id is kept.</summary>
    public static TenantState CreateTombstone(TenantState present, DateTimeOffset now) =>
        new()
        {
            Tenant = present.Tenant,
            Version = present.Version + 1,
            Operation = ChangeOperation.Delete,
            Created = present.Created,
            LastModified = now,
            State = "deleted",
            Purging = true,
        };

    /// <summary>Adds a token. The result contains its secret, of which the state keeps only the digest.</summary>
    public static ScimResult<IssuedToken> AddToken(
        TenantState present,
        IssueToken command,
        DateTimeOffset now,
        out TenantState next
    )
    {
        next = present;
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > MaxNameLength)
            return new ScimError(ScimErrorKind.InvalidValue, $"name must be 1 to {MaxNameLength} characters long.");
        string[] scopes = command.UserId is null
            ? [.. TokenScopes.All]
            : [.. TokenScopes.All, .. TokenScopes.UserScopes];
        if (command.Scopes.Count == 0 || command.Scopes.Any(s => !scopes.Contains(s)))
        {
            string more = command.UserId is null
                ? $"; with a userId also: {string.Join(", ", TokenScopes.UserScopes)}"
                : "";
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"scopes must be one or more of: {string.Join(", ", scopes)}{more}."
            );
        }

        if (command.ExpiresAt <= now)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "expiresAt must be in the future, or null for a token that does not expire."
            );
        if (present.Tokens.Count >= MaxTokens)
            return new ScimError(
                ScimErrorKind.Conflict,
                $"The tenant has reached the limit of {MaxTokens} tokens. Revoke a token that is no longer used."
            );

        string secret = "scim_" + EncodeBase64Url(RandomNumberGenerator.GetBytes(32));
        var token = new StoredToken
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = command.Name,
            Digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            Scopes = [.. command.Scopes.Distinct()],
            Created = now,
            ExpiresAt = command.ExpiresAt,
            UserId = command.UserId,
        };
        next = WithNextVersion(present, now) with { Tokens = [.. present.Tokens, token] };
        return new IssuedToken { Info = ToTokenInfo(token), Secret = secret };
    }

    /// <summary>Removes a token. Returns null when the token does not exist.</summary>
    public static TenantState? RemoveToken(TenantState present, string tokenId, DateTimeOffset now) =>
        present.Tokens.Any(t => t.Id == tokenId)
            ? WithNextVersion(present, now) with
            {
                Tokens = [.. present.Tokens.Where(t => t.Id != tokenId)],
            }
            : null;

    /// <summary>
    /// Records when tokens were last used. Returns null when nothing changes. The version of the tenant stays the same.
    /// </summary>
    public static TenantState? RecordLastUse(TenantState present, IReadOnlyDictionary<string, DateTimeOffset> lastUse)
    {
        bool changed = false;
        StoredToken[] tokens = [.. present.Tokens.Select(WithLastUse)];
        return changed ? present with { Tokens = tokens } : null;

        StoredToken WithLastUse(StoredToken token)
        {
            if (!lastUse.TryGetValue(token.Id, out DateTimeOffset used) || used <= token.LastUsedAt)
                return token;
            changed = true;
            return token with { LastUsedAt = used };
        }
    }

    /// <summary>Applies a merge patch (RFC 7396) to the settings.</summary>
    /// <param name="present">The current state of the tenant.</param>
    /// <param name="command">The command with the patch.</param>
    /// <param name="now">The current time.</param>
    /// <param name="schemas">The tenant's schemas; null for the built-in schemas.</param>
    public static ScimResult<TenantState> ApplySettingsPatch(
        TenantState present,
        PatchTenantSettings command,
        DateTimeOffset now,
        TenantSchemas? schemas = null
    )
    {
        try
        {
            if (
                JsonNode.Parse(command.MergePatch.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 16 })
                is not JsonObject patch
            )
                return new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    "The merge patch of the settings must be a JSON object."
                );
            SettingsRules.PreserveNulls(patch);
            JsonObject preset = TenantSettingsPresets.ResolvePreset(patch, out ScimError? unknown);
            if (unknown is not null)
                return unknown;
            JsonNode merged = ApplyMergePatch(
                ApplyMergePatch(JsonSerializer.SerializeToNode(present.Settings, SettingsJson), preset),
                patch
            )!;
            TenantSettings settings = merged.Deserialize<TenantSettings>(SettingsJson)!;
            if (
                (
                    JwtIssuerRules.ValidateIssuers(settings)
                    ?? RateLimitRules.ValidateRateLimit(settings)
                    ?? SettingsRules.ValidateDurations(settings)
                    ?? RoleRules.ValidateRoles(settings)
                    ?? ProfileSettingsRules.ValidateSettings(settings.Profile, schemas ?? TenantSchemas.Default)
                ) is
                { } error
            )
                return error;
            return WithNextVersion(present, now) with { Settings = settings };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            string location = e is JsonException { Path: { Length: > 2 } path } ? $" at {path[2..]}" : "";
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"The settings are invalid{location}. GET the settings to see the supported members and their format."
            );
        }
    }

    /// <summary>Converts the state of a tenant to its public form.</summary>
    public static TenantInfo ToTenantInfo(TenantState state) =>
        new()
        {
            Id = state.Tenant,
            DisplayName = state.DisplayName,
            Created = state.Created,
            State = state.State,
        };

    /// <summary>Converts a stored token to its public form.</summary>
    public static TokenInfo ToTokenInfo(StoredToken token) =>
        new()
        {
            Id = token.Id,
            Name = token.Name,
            Scopes = token.Scopes,
            Created = token.Created,
            ExpiresAt = token.ExpiresAt,
            LastUsedAt = token.LastUsedAt,
            UserId = token.UserId,
        };

    /// <summary>Builds the snapshot of a tenant that requests are processed with.</summary>
    public static TenantSnapshot ToSnapshot(TenantState state) =>
        new()
        {
            Tenant = state.Tenant,
            Version = state.Version,
            Settings = state.Settings,
            Credentials =
            [
                .. state.Tokens.Select(t => new Credential
                {
                    Id = t.Id,
                    Digest = t.Digest,
                    Scopes = t.Scopes,
                    ExpiresAt = t.ExpiresAt,
                    UserId = t.UserId,
                }),
            ],
            Clients =
            [
                .. state.Clients.Select(c => new Credential
                {
                    Id = c.Id,
                    Digest = c.Digest,
                    Scopes = c.Scopes,
                    ExpiresAt = c.ExpiresAt,
                }),
            ],
            AccessTokenSalt = state.AccessTokenSalt,
            CursorSecret = state.CursorSecret,
            SessionKey = state.SessionKey,
            IsSuspended = state.State == TenantStates.Suspended,
            Created = state.Created,
        };

    /// <summary>Returns the state with the version incremented.</summary>
    internal static TenantState WithNextVersion(TenantState present, DateTimeOffset now) =>
        present with
        {
            Version = present.Version + 1,
            Operation = ChangeOperation.Update,
            LastModified = now,
        };

    private static JsonNode? ApplyMergePatch(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        JsonObject merged = target as JsonObject ?? [];
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = ApplyMergePatch(merged[name]?.DeepClone(), value);
        }

        return merged;
    }

    private static string EncodeBase64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
