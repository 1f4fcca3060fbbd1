using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Profiles;
using Scim.Grains.Sites;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>What may become of a tenant: pure functions from state and command to the next state or an error.</summary>
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
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>The state of a new tenant.</summary>
    public static ScimResult<TenantState> ApplyCreate(
        TenantState present,
        string id,
        CreateTenant command,
        DateTimeOffset now
    )
    {
        if (present.Exists)
            return new ScimError(
                ScimErrorKind.Conflict,
                $"Tenant '{id}' exists already. Choose another id."
            );
        if (!TenantId.IsValid(id))
            return new ScimError(ScimErrorKind.InvalidValue, TenantId.Rule);
        if (command.DisplayName.Length > MaxNameLength)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"displayName is longer than {MaxNameLength} characters."
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
    /// Gives a tenant of an earlier version the secrets that it lacks, or returns null when it has them.
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

    /// <summary>A tenant with another name or in another state.</summary>
    public static ScimResult<TenantState> ApplyUpdate(
        TenantState present,
        UpdateTenant command,
        DateTimeOffset now
    )
    {
        if (
            command.DisplayName is { } name
            && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"displayName must have 1 to {MaxNameLength} characters."
            );
        if (command.State is { } state && !TenantStates.All.Contains(state))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"state must be {string.Join(" or ", TenantStates.All)}."
            );
        return WithNextVersion(present, now) with
        {
            DisplayName = command.DisplayName ?? present.DisplayName,
            State = command.State ?? present.State,
        };
    }

    /// <summary>The tombstone of a tenant: nothing of it is left but its id.</summary>
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

    /// <summary>Adds a token; hands out its secret, which the state does not hold.</summary>
    public static ScimResult<IssuedToken> AddToken(
        TenantState present,
        IssueToken command,
        DateTimeOffset now,
        out TenantState next
    )
    {
        next = present;
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > MaxNameLength)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"name must have 1 to {MaxNameLength} characters."
            );
        string[] scopes = command.UserId is null
            ? [.. TokenScopes.All]
            : [.. TokenScopes.All, .. TokenScopes.UserScopes];
        if (command.Scopes.Count == 0 || command.Scopes.Any(s => !scopes.Contains(s)))
        {
            string more = command.UserId is null
                ? $"; with a userId also {string.Join(", ", TokenScopes.UserScopes)}"
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
                $"The tenant has {MaxTokens} tokens, which is the limit. Revoke one that is no longer used."
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

    /// <summary>Removes a token, or returns null when there is none of that id.</summary>
    public static TenantState? RemoveToken(
        TenantState present,
        string tokenId,
        DateTimeOffset now
    ) =>
        present.Tokens.Any(t => t.Id == tokenId)
            ? WithNextVersion(present, now) with
            {
                Tokens = [.. present.Tokens.Where(t => t.Id != tokenId)],
            }
            : null;

    /// <summary>
    /// Notes when tokens were last used, or returns null when that changes nothing. Not a change that anybody waits
    /// for.
    /// </summary>
    public static TenantState? RecordLastUse(
        TenantState present,
        IReadOnlyDictionary<string, DateTimeOffset> lastUse
    )
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
    /// <param name="present">The tenant.</param>
    /// <param name="command">The patch.</param>
    /// <param name="now">The time.</param>
    /// <param name="schemas">The tenant's schemas; null for the built-in ones.</param>
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
                JsonNode.Parse(
                    command.MergePatch.Span,
                    documentOptions: new JsonDocumentOptions { MaxDepth = 16 }
                )
                is not JsonObject patch
            )
                return new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    "The settings' merge patch must be a JSON object."
                );
            SettingsRules.PreserveNulls(patch);
            JsonObject preset = TenantSettingsPresets.ResolvePreset(patch, out ScimError? unknown);
            if (unknown is not null)
                return unknown;
            JsonNode merged = ApplyMergePatch(
                ApplyMergePatch(
                    JsonSerializer.SerializeToNode(present.Settings, SettingsJson),
                    preset
                ),
                patch
            )!;
            TenantSettings settings = merged.Deserialize<TenantSettings>(SettingsJson)!;
            if (
                (
                    JwtIssuerRules.ValidateIssuers(settings)
                    ?? RateLimitRules.ValidateRateLimit(settings)
                    ?? SettingsRules.ValidateDurations(settings)
                    ?? RoleRules.ValidateRoles(settings)
                    ?? ProfileSettingsRules.ValidateSettings(
                        settings.Profile,
                        schemas ?? TenantSchemas.Default
                    )
                ) is
                { } wrong
            )
                return wrong;
            return WithNextVersion(present, now) with { Settings = settings };
        }
        catch (Exception e)
            when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            string where = e is JsonException { Path: { Length: > 2 } path }
                ? path[2..]
                : "the body";
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"The settings do not allow this: look at {where}. GET the settings for the names and forms there are."
            );
        }
    }

    /// <summary>The tenant as the operator sees it.</summary>
    public static TenantInfo ToTenantInfo(TenantState state) =>
        new()
        {
            Id = state.Tenant,
            DisplayName = state.DisplayName,
            Created = state.Created,
            State = state.State,
        };

    /// <summary>A token as the operator sees it.</summary>
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

    /// <summary>The tenant as requests need it.</summary>
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

    /// <summary>The state one version on.</summary>
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

    private static string EncodeBase64Url(byte[] bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
