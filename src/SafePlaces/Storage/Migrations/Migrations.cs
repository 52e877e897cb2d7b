using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SafePlaces.Storage.Migrations;

/// <summary>
/// One numbered SQL file, embedded under its path, run once in a transaction through <c>Database.Migrate()</c> (its
/// history table and its lock). A file that has been released is never edited: write the next one.
/// </summary>
abstract class SqlMigration(string file) : Migration
{
    public string Text => Sql.File(file);

    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Text);
}

[DbContext(typeof(SafePlacesDb)), Migration("0001_ground")]
sealed class Ground() : SqlMigration("Storage/Migrations/0001_ground.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0002_unsafe_spots")]
sealed class UnsafeSpots() : SqlMigration("Layers/UnsafeSpots/0002_unsafe_spots.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0003_lighting")]
sealed class Lighting() : SqlMigration("Layers/Lighting/0003_lighting.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0004_walk_routes")]
sealed class WalkRoutes() : SqlMigration("Layers/WalkRoutes/0004_walk_routes.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0005_planned_construction")]
sealed class PlannedConstruction() : SqlMigration("Layers/PlannedConstruction/0005_planned_construction.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0006_focus_areas")]
sealed class FocusAreas() : SqlMigration("Layers/FocusAreas/0006_focus_areas.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0007_presence")]
sealed class Presence() : SqlMigration("Layers/Presence/0007_presence.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0008_safety_walks")]
sealed class SafetyWalks() : SqlMigration("Layers/SafetyWalks/0008_safety_walks.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0009_measures")]
sealed class Measures() : SqlMigration("Layers/Measures/0009_measures.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0010_assessments")]
sealed class Assessments() : SqlMigration("Storage/Migrations/0010_assessments.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0011_site_checks")]
sealed class SiteChecks() : SqlMigration("Assessments/0011_site_checks.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0012_resident_reports")]
sealed class ResidentReports() : SqlMigration("Reports/0012_resident_reports.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0013_place_keys")]
sealed class PlaceKeys() : SqlMigration("Storage/Migrations/0013_place_keys.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0014_history")]
sealed class History() : SqlMigration("Features/Edits/0014_history.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0015_tile_counts")]
sealed class TileCounts() : SqlMigration("Tiles/0015_tile_counts.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0016_layer_styles")]
sealed class LayerStyles() : SqlMigration("Styles/0016_layer_styles.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0020_public_release")]
sealed class PublicRelease() : SqlMigration("Layers/PublicRelease/0020_public_release.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0023_index_extent")]
sealed class IndexExtent() : SqlMigration("Storage/Migrations/0023_index_extent.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0024_walk_stretches")]
sealed class WalkStretches() : SqlMigration("Layers/WalkStretches/0024_walk_stretches.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0025_lighting_gaps")]
sealed class LightingGaps() : SqlMigration("Layers/LightingGaps/0025_lighting_gaps.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0026_risk_cells")]
sealed class RiskCells() : SqlMigration("Layers/RiskCells/0026_risk_cells.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0027_risk")]
sealed class Risk() : SqlMigration("Risk/0027_risk.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0030_layer_coverage")]
sealed class LayerCoverage() : SqlMigration("Storage/Migrations/0030_layer_coverage.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0031_hot_spots")]
sealed class HotSpots() : SqlMigration("Layers/HotSpots/0031_hot_spots.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0032_lamp_types")]
sealed class LampTypeFiles() : SqlMigration("Layers/Lighting/0032_lamp_types.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0034_jobs")]
sealed class Jobs() : SqlMigration("Jobs/0034_jobs.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0037_changed_since")]
sealed class ChangedSince() : SqlMigration("Heatmaps/0037_changed_since.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0038_forget_areas")]
sealed class ForgetAreas() : SqlMigration("Storage/Migrations/0038_forget_areas.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0040_logins")]
sealed class LoginsOfTheService() : SqlMigration("Storage/Migrations/0040_logins.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0052_locks")]
sealed class Locks() : SqlMigration("Storage/Migrations/0052_locks.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0053_import_sources")]
sealed class ImportSources() : SqlMigration("Imports/0053_import_sources.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0054_index_extent")]
sealed class IndexExtentOfParts() : SqlMigration("Storage/Migrations/0054_index_extent.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0055_pending_since")]
sealed class PendingSince() : SqlMigration("Risk/0055_pending_since.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0056_principals")]
sealed class Principals() : SqlMigration("Access/0056_principals.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0057_data_protection_keys")]
sealed class DataProtectionKeys() : SqlMigration("Access/0057_data_protection_keys.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0058_layer_styles_owner")]
sealed class LayerStylesOwner() : SqlMigration("Styles/0058_layer_styles_owner.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0062_held_reports")]
sealed class HeldReports() : SqlMigration("Reports/0062_held_reports.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0063_partner_figures")]
sealed class PartnerFigures() : SqlMigration("Assessments/0063_partner_figures.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0064_layer_version")]
sealed class LayerVersions() : SqlMigration("Assessments/0064_layer_version.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0065_assessments_of_the_service")]
sealed class AssessmentsOfTheService() : SqlMigration("Assessments/0065_assessments_of_the_service.sql");

[DbContext(typeof(SafePlacesDb)), Migration("0066_partner_months")]
sealed class PartnerMonths() : SqlMigration("Assessments/0066_partner_months.sql");
