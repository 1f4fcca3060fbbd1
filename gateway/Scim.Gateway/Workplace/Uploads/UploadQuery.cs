using System.Globalization;
using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>Reads the query parameters of uploads.</summary>
internal static class UploadQuery
{
    /// <summary>Reads the options of an upload.</summary>
    /// <returns>Null, or InvalidValue.</returns>
    public static ScimError? ReadCommand(WorkplaceRequest request, out BeginUpload command)
    {
        command = new BeginUpload { Origin = request.Origin };
        if (!TryReadEnum(request, "mode", UploadMode.Add, out UploadMode? mode))
            return new ScimError(ScimErrorKind.InvalidValue, "mode must be add or replace.");
        if (!TryReadEnum(request, "blanks", null, out EmptyCellHandling? blanks))
            return new ScimError(ScimErrorKind.InvalidValue, "blanks must be leave or clear.");
        if (!TryReadFlag(request, "createGroups", out bool createGroups))
            return new ScimError(ScimErrorKind.InvalidValue, "createGroups must be true or false.");
        if (!TryReadFlag(request, "dryRun", out bool dryRun))
            return new ScimError(ScimErrorKind.InvalidValue, "dryRun must be true or false.");
        command = command with
        {
            Mode = mode!.Value,
            Blanks = blanks,
            ShouldCreateGroups = createGroups,
            IsDryRun = dryRun,
        };
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    /// <returns>Null, or InvalidValue.</returns>
    public static ScimError? ReadNumber(
        WorkplaceRequest request,
        string name,
        long min,
        long max,
        long defaultValue,
        out long number
    )
    {
        number = defaultValue;
        if (request.GetQueryValue(name) is not { } text)
            return null;
        return
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= min
            && number <= max
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}.")
            );
    }

    private static bool TryReadEnum<T>(WorkplaceRequest request, string name, T? defaultValue, out T? value)
        where T : struct, Enum
    {
        value = defaultValue;
        if (request.GetQueryValue(name) is not { } text)
            return true;
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (!candidate.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }

        return false;
    }

    private static bool TryReadFlag(WorkplaceRequest request, string name, out bool value)
    {
        value = false;
        return request.GetQueryValue(name) is not { } text || bool.TryParse(text, out value);
    }
}
